// The chip: a browser cannot speak to a passport, so a reader app or a desk reader passes what the service says to it.

import { drawing, element, newId } from "../elements.js";
import { chipHint } from "../hint.js";
import { Notice, actions, button, copyable, during, paragraph } from "../parts.js";
import chipPicture from "../pictures/chip.svg";
import type { Screen, Surroundings } from "../screen.js";
import type { Status, Ticket } from "../service.js";
import { stageText } from "../stage.js";

/** The address drawn last, kept while the language is changed. */
export interface ChipDraft {
  ticket: Ticket | null;
}

/** The screen for the chip. */
export function chip(here: Surroundings, draft: ChipDraft, status: Status, trouble: string | null, draw: () => Promise<Ticket>): Screen {
  const notice = new Notice();
  const address = element("div", { class: "stack" });
  const progress = new Progress(here);
  let expiry: ReturnType<typeof setTimeout> | undefined;
  const get = button(here.text("page-ticket-get"), "primary", () =>
    void during(here, get, notice, async () => {
      draft.ticket = await draw();
      show(true);
    }),
  );
  const show = (fresh: boolean): void => {
    clearTimeout(expiry);
    const left = draft.ticket === null ? 0 : Date.parse(draft.ticket.expires_at) - here.now();
    if (draft.ticket === null || !(left > 0)) return;
    get.textContent = here.text("page-ticket-again");
    get.className = "button secondary";
    address.replaceChildren(...addressParts(here, draft.ticket));
    if (fresh) address.querySelector<HTMLElement>("code")?.focus();
    expiry = setTimeout(() => {
      address.replaceChildren();
      notice.show("warning", here.text("page-ticket-expired"));
    }, left);
  };
  const update = (newer: Status): void => {
    const reading = newer.state === "chip_reading";
    waiting.hidden = reading;
    if (reading) before?.remove();
    progress.show(reading ? (newer.chip ?? { stage: "access", percent: 0 }) : null);
    if (reading) clearTimeout(expiry);
  };
  const before = trouble === null ? null : element("p", { class: "notice warning" }, here.text(chipHint(trouble)));
  const steps = ["open", "paste", "hold"].map((step) => element("li", {}, here.text(`page-chip-${step}`)));
  const waiting = element("div", { class: "stack" }, element("ol", { class: "numbers" }, ...steps), address, notice.node, actions(get));
  show(false);
  update(status);
  return {
    heading: here.text("page-chip-heading"),
    content: [
      before ?? "",
      paragraph(here.text("page-chip-lead"), "lead"),
      drawing(chipPicture, "picture"),
      progress.node,
      waiting,
    ],
    update,
    leave: () => clearTimeout(expiry),
  };
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
