// The chip: a browser cannot speak to a passport, so a reader app or a desk reader passes what the service says to it.

import type { Address } from "../address.js";
import { drawing, element, newId } from "../elements.js";
import { chipHint } from "../hint.js";
import { Notice, actions, button, copyable, during, paragraph } from "../parts.js";
import chipPicture from "../pictures/chip.svg";
import type { Screen, Surroundings } from "../screen.js";
import type { Status, Ticket } from "../service.js";
import { stageText } from "../stage.js";

/** The screen for the chip. */
export function chip(here: Surroundings, address: Address, status: Status, trouble: string | null, draw: () => Promise<void>): Screen {
  const scene = new Chip(here, address, draw);
  scene.update(status, trouble);
  return {
    heading: here.text("page-chip-heading"),
    content: scene.content,
    update: (newer) => scene.update(newer, null),
    leave: () => scene.leave(),
  };
}

class Chip {
  readonly content: Node[];
  readonly #notice = new Notice();
  readonly #trouble = element("div", {});
  readonly #shown = element("div", { class: "stack" });
  readonly #progress: Progress;
  readonly #steps: HTMLElement;
  readonly #silent: HTMLElement;
  readonly #get: HTMLButtonElement;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly here: Surroundings,
    readonly address: Address,
    draw: () => Promise<void>,
  ) {
    this.#progress = new Progress(here);
    this.#steps = element("ol", { class: "numbers" }, ...["open", "paste", "hold"].map((step) => element("li", {}, here.text(`page-chip-${step}`))));
    this.#silent = paragraph(here.text("page-chip-silent"), "help");
    this.#get = button(here.text("page-ticket-get"), "primary", () => void during(here, this.#get, this.#notice, () => this.#draw(draw)));
    const below = element("div", { class: "stack" }, this.#steps, this.#shown, this.#notice.node, this.#silent, actions(this.#get));
    this.content = [this.#trouble, paragraph(here.text("page-chip-lead"), "lead"), drawing(chipPicture, "picture"), this.#progress.node, below];
    address.drawn = () => this.#show(true);
    this.#show(false);
  }

  /** The way to a new address stays: a reader that has fallen silent is waited for by nobody but the service. */
  update(status: Status, trouble: string | null): void {
    const reading = status.state === "chip_reading";
    if (trouble !== null) this.#trouble.replaceChildren(element("p", { class: "notice warning" }, this.here.text(chipHint(trouble))));
    if (reading) this.#trouble.replaceChildren();
    this.#progress.show(reading ? (status.chip ?? { stage: "access", percent: 0 }) : null);
    this.#steps.hidden = reading;
    this.#silent.hidden = !reading;
    if (reading) this.#again();
    if (this.address.ticket === null) this.#void(reading);
  }

  leave(): void {
    clearTimeout(this.#expiry);
  }

  /** Whatever comes of it, the old address is not good any more. */
  async #draw(draw: () => Promise<void>): Promise<void> {
    clearTimeout(this.#expiry);
    this.#shown.replaceChildren();
    await draw();
  }

  #show(fresh: boolean): void {
    const { here, address } = this;
    const left = address.ticket === null ? 0 : Date.parse(address.ticket.expires_at) - here.now();
    if (address.ticket === null || !(left > 0)) return;
    clearTimeout(this.#expiry);
    this.#again();
    this.#notice.clear();
    this.#shown.replaceChildren(...addressParts(here, address.ticket));
    if (fresh) this.#shown.querySelector<HTMLElement>("code")?.focus();
    this.#expiry = setTimeout(() => this.#void(false), left);
  }

  /** What can no longer be used is not shown; a reading tells by itself why. */
  #void(reading: boolean): void {
    clearTimeout(this.#expiry);
    if (!this.#shown.hasChildNodes()) return;
    this.#shown.replaceChildren();
    if (!reading) this.#notice.show("warning", this.here.text("page-ticket-expired"));
  }

  #again(): void {
    this.#get.textContent = this.here.text("page-ticket-again");
    this.#get.className = "button secondary";
  }
}

function addressParts(here: Surroundings, ticket: Ticket): Node[] {
  const ends = new Date(Date.parse(ticket.expires_at) - here.now() + Date.now());
  const time = ends.toLocaleTimeString(here.language === "en" ? "en-GB" : "nb-NO", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const command = `idkontroll relay --reader READER --session '${ticket.session}'`;
  const desk = element("details", {}, element("summary", {}, here.text("page-chip-desk")), paragraph(here.text("page-chip-desk-help")), copyable(here, here.text("page-chip-command"), command));
  return [copyable(here, here.text("page-ticket-address"), ticket.session, "primary"), paragraph(here.text("page-ticket-until", { time }), "help"), desk];
}

/** How far the reading has come; a stage is heard once, not every percent. */
class Progress {
  readonly #id = newId();
  readonly #bar = element("progress", { max: "100", "aria-labelledby": this.#id });
  readonly #stage = element("p", { class: "stage", id: this.#id });
  readonly #heard = element("p", { class: "unseen", role: "status" });
  readonly node: HTMLElement;
  readonly #here: Surroundings;
  readonly #card: HTMLElement;

  constructor(here: Surroundings) {
    this.#here = here;
    this.#card = element("div", { class: "card reading" }, this.#stage, this.#bar, paragraph(here.text("page-chip-still"), "help"));
    this.#card.hidden = true;
    this.node = element("div", { class: "progress" }, this.#card, this.#heard);
  }

  show(progress: { readonly stage: string; readonly percent: number } | null): void {
    this.#card.hidden = progress === null;
    if (progress === null) return;
    const words = this.#here.text(stageText(progress.stage));
    this.#bar.value = progress.percent;
    this.#stage.textContent = words;
    if (this.#heard.textContent !== words) this.#heard.textContent = words;
  }
}
