// How a control ends: waiting for the verdict, the verdict and the way back, or an end without one.

import { drawing, element } from "../elements.js";
import type { End } from "../flow.js";
import { safeAddress } from "../link.js";
import { actions, button, paragraph } from "../parts.js";
import acceptedPicture from "../pictures/accepted.svg";
import endedPicture from "../pictures/ended.svg";
import inconclusivePicture from "../pictures/inconclusive.svg";
import refusedPicture from "../pictures/refused.svg";
import type { Screen, Surroundings } from "../screen.js";

/** While the service judges. */
export function judging(here: Surroundings): Screen {
  return {
    heading: here.text("page-judging-heading"),
    content: [element("div", { class: "spinner", "aria-hidden": "true" }), paragraph(here.text("page-judging-lead"), "lead")],
  };
}

const PICTURES = { accepted: acceptedPicture, refused: refusedPicture, inconclusive: inconclusivePicture };
const PAUSE = 10;

/** The verdict, and the way back to the issuer. */
export function result(here: Surroundings, verdict: keyof typeof PICTURES, redirect: string | null, go: (address: string) => void): Screen {
  const address = redirect === null ? null : safeAddress(redirect);
  const onward = new Onward(here, address, go);
  return {
    heading: here.text(`page-result-${verdict}`),
    content: [
      drawing(PICTURES[verdict], "verdict"),
      paragraph(here.text(`page-result-${verdict}-lead`, { issuer: here.issuer }), "lead"),
      ...onward.nodes,
    ],
    leave: () => onward.stay(),
  };
}

/** Sends the person on after a while that can be stopped, WCAG 2.2.1. */
class Onward {
  readonly nodes: Node[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(here: Surroundings, address: string | null, go: (address: string) => void) {
    if (address === null) return;
    let left = PAUSE;
    const words = (): string => here.text("page-onward", { issuer: here.issuer, seconds: left });
    const count = paragraph(words(), "help");
    const stay = button(here.text("page-stay"), "secondary", () => {
      this.stay();
      count.remove();
      stay.remove();
      next.focus();
    });
    const next = button(here.text("page-continue", { issuer: here.issuer }), "primary", () => go(address));
    this.#timer = setInterval(() => {
      left -= 1;
      count.textContent = words();
      if (left > 0) return;
      this.stay();
      go(address);
    }, 1000);
    this.nodes = [count, actions(next, stay)];
  }

  stay(): void {
    clearInterval(this.#timer);
  }
}

/** The ends that another try may mend. */
const AGAIN: readonly End[] = ["unreachable", "clock"];

/** An end without a result. */
export function ended(here: Surroundings, end: End, redirect: string | null, go: (address: string) => void): Screen {
  const address = redirect === null ? null : safeAddress(redirect);
  const again = button(here.text("page-try-again"), "primary", () => location.reload());
  const back = address === null ? null : button(here.text("page-continue", { issuer: here.issuer }), "primary", () => go(address));
  return {
    heading: here.text(`page-end-${end}`),
    content: [
      drawing(endedPicture, "verdict"),
      paragraph(here.text(`page-end-${end}-lead`, { issuer: here.issuer }), "lead"),
      actions(AGAIN.includes(end) ? again : back),
    ],
  };
}
