// What stands round every screen: the name, the language, the steps, the way out.

import { element, newId } from "./elements.js";
import { STEPS, type Step } from "./flow.js";
import { LANGUAGES, type Language } from "./language.js";
import { Notice, actions, button, during, paragraph } from "./parts.js";
import type { Screen, Surroundings } from "./screen.js";

/** What the frame asks for. */
export interface FrameActions {
  language(language: Language): void;
  cancel(): void;
}

/** The page's lasting parts. */
export class Frame {
  readonly #says = element("p", { class: "unseen", role: "status" });
  readonly #offline = element("div", { class: "offline", role: "alert" });
  readonly #head = element("header", { class: "head" });
  readonly #steps = element("nav", { class: "steps" });
  readonly #main = element("main", { id: "content", class: "main" });
  readonly #foot = element("footer", { class: "foot" });
  #screen: Screen | null = null;
  #question: HTMLDialogElement | null = null;

  constructor(
    root: HTMLElement,
    readonly does: FrameActions,
  ) {
    root.replaceChildren(this.#head, element("div", { class: "columns" }, this.#steps, element("div", { class: "sheet" }, this.#offline, this.#main, this.#foot)), this.#says);
  }

  get screen(): Screen | null {
    return this.#screen;
  }

  /** Shows a screen; its heading takes the focus, so that it is read first. */
  show(here: Surroundings, screen: Screen, step: Step, mayCancel: boolean, focus: boolean): void {
    this.#screen?.leave?.();
    this.#screen = screen;
    if (!mayCancel) this.#question?.close();
    document.documentElement.lang = here.language;
    document.title = `${screen.heading} – idkontroll`;
    const heading = element("h1", { tabindex: "-1" }, screen.heading);
    this.#main.replaceChildren(heading, ...screen.content);
    this.#head.replaceChildren(brand(here), this.#languages(here));
    this.#steps.setAttribute("aria-label", here.text("page-steps"));
    this.#steps.replaceChildren(...steps(here, step));
    this.#foot.replaceChildren(...(mayCancel ? [this.#cancel(here)] : []), element("p", {}, here.text("page-foot")));
    scrollTo(0, 0);
    if (focus) heading.focus();
  }

  announce(text: string): void {
    this.#says.textContent = "";
    requestAnimationFrame(() => (this.#says.textContent = text));
  }

  reachable(here: Surroundings, reachable: boolean): void {
    this.#offline.textContent = reachable ? "" : here.text("page-offline");
  }

  /** Asks whether the control shall really end; the question stays until it has. */
  ask(here: Surroundings, yes: () => Promise<void>): void {
    const id = newId();
    const notice = new Notice();
    const stop = button(here.text("page-cancel-yes"), "danger", () => void during(here, stop, notice, () => yes().then(() => dialog.close())));
    const stay = button(here.text("page-cancel-no"), "secondary", () => dialog.close());
    const heading = element("h2", { id }, here.text("page-cancel-heading"));
    const dialog = element("dialog", { "aria-labelledby": id }, heading, paragraph(here.text("page-cancel-lead", { issuer: here.issuer })), notice.node, actions(stop, stay));
    dialog.addEventListener("close", () => dialog.remove());
    this.#question = dialog;
    document.body.append(dialog);
    dialog.showModal();
    stay.focus();
  }

  #cancel(here: Surroundings): HTMLElement {
    return element("button", { type: "button", class: "button quiet", onclick: () => this.does.cancel() }, here.text("page-cancel"));
  }

  #languages(here: Surroundings): HTMLElement {
    const choices = LANGUAGES.map(([language, name]) => {
      const chosen = language === here.language;
      const choose = (): void => this.does.language(language);
      return element("button", { type: "button", lang: language, "aria-pressed": String(chosen), "data-language": language, onclick: choose }, name);
    });
    return element("div", { class: "languages", role: "group", "aria-label": here.text("page-language") }, ...choices);
  }

  /** After the language was changed, the focus stays on its button. */
  focusLanguage(language: Language): void {
    this.#head.querySelector<HTMLElement>(`[data-language=${language}]`)?.focus();
  }
}

function brand(here: Surroundings): HTMLElement {
  return element("p", { class: "brand" }, element("span", { class: "mark", "aria-hidden": "true" }), element("span", {}, element("strong", {}, "idkontroll"), element("small", {}, here.text("page-brand"))));
}

function steps(here: Surroundings, step: Step): Node[] {
  const at = STEPS.indexOf(step);
  const items = STEPS.map((name, index) => {
    const stand = index < at ? "done" : index === at ? "now" : "ahead";
    const label = here.text(`page-step-${name}`);
    const done = stand === "done" ? element("span", { class: "unseen" }, ` (${here.text("page-step-done")})`) : null;
    return element("li", { class: stand, "aria-current": stand === "now" ? "step" : null }, element("span", {}, label), done);
  });
  const count = here.text("page-step-count", { step: at + 1, steps: STEPS.length });
  return [element("p", { class: "step-count" }, `${count}: ${here.text(`page-step-${step}`)}`), element("ol", {}, ...items)];
}
