// How a control ends: waiting for the verdict, the verdict and the way back, or an end without one.

import { drawing, element } from "../elements.js";
import type { End } from "../flow.js";
import { safeAddress } from "../link.js";
import { Notice, actions, button, paragraph } from "../parts.js";
import acceptedPicture from "../pictures/accepted.svg";
import endedPicture from "../pictures/ended.svg";
import inconclusivePicture from "../pictures/inconclusive.svg";
import refusedPicture from "../pictures/refused.svg";
import type { Screen, Surroundings } from "../screen.js";
import type { Status } from "../service.js";

/** While the service judges. */
export function judging(here: Surroundings): Screen {
  return {
    heading: here.text("page-judging-heading"),
    content: [element("div", { class: "spinner", "aria-hidden": "true" }), paragraph(here.text("page-judging-lead"), "lead")],
  };
}

const PICTURES = { accepted: acceptedPicture, refused: refusedPicture, inconclusive: inconclusivePicture };
const PAUSE = 10;

/** The verdict, and the way back to the issuer; whoever comes too late for it is told. */
export function result(here: Surroundings, verdict: keyof typeof PICTURES, status: Status, go: (address: string) => void): Screen {
  const onward = new Onward(here, status.redirect ?? null, go);
  const lead = paragraph(here.text(`page-result-${verdict}-lead`, { issuer: here.issuer }), "lead");
  const notice = new Notice();
  const late = (): void => {
    onward.stay();
    lead.hidden = true;
    notice.show("warning", here.text("page-result-late", { issuer: here.issuer }));
  };
  const left = Date.parse(status.result_until ?? "") - here.now();
  const timer = left > 0 ? setTimeout(late, left) : undefined;
  if (left <= 0) late();
  return {
    heading: here.text(`page-result-${verdict}`),
    content: [drawing(PICTURES[verdict], "verdict"), notice.node, lead, ...onward.nodes],
    leave: () => {
      clearTimeout(timer);
      onward.stay();
    },
  };
}

/** Sends the person on after a while that can be stopped, WCAG 2.2.1. */
class Onward {
  nodes: Node[] = [];
  readonly #count = paragraph("", "help");
  #stay: HTMLButtonElement | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(here: Surroundings, redirect: string | null, go: (address: string) => void) {
    const address = redirect === null ? null : safeAddress(redirect);
    if (address === null) return;
    let left = PAUSE;
    const next = button(here.text("page-continue", { issuer: here.issuer }), "primary", () => go(address));
    this.#stay = button(here.text("page-stay"), "secondary", () => {
      this.stay();
      next.focus();
    });
    const count = (): void => void (this.#count.textContent = here.text("page-onward", { issuer: here.issuer, seconds: left }));
    count();
    this.#timer = setInterval(() => {
      left -= 1;
      count();
      if (left > 0) return;
      this.stay();
      go(address);
    }, 1000);
    this.nodes = [this.#count, actions(next, this.#stay)];
  }

  stay(): void {
    clearInterval(this.#timer);
    this.nodes = this.nodes.filter((node) => node !== this.#count);
    this.#count.remove();
    this.#stay?.remove();
  }
}

/** The ends that another try may mend. */
const AGAIN: readonly End[] = ["unreachable", "clock"];

/** An end without a result, and the way back to the issuer where there is one. */
export function ended(here: Surroundings, end: End, redirect: string | null, go: (address: string) => void): Screen {
  const again = button(here.text("page-try-again"), "primary", () => location.reload());
  const onward = new Onward(here, redirect, go);
  return {
    heading: here.text(`page-end-${end}`),
    content: [
      drawing(endedPicture, "verdict"),
      paragraph(here.text(`page-end-${end}-lead`, { issuer: here.issuer }), "lead"),
      ...(AGAIN.includes(end) ? [actions(again)] : onward.nodes),
    ],
    leave: () => onward.stay(),
  };
}
