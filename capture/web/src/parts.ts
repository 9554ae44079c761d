// Parts that several screens are made of: buttons that wait, notices, fields with help and errors.

import { element, newId } from "./elements.js";
import { Problem, Unreachable } from "./problem.js";
import type { Surroundings } from "./screen.js";

/** A button. */
export function button(label: string, kind: "primary" | "secondary" | "danger", action: () => void): HTMLButtonElement {
  return element("button", { type: "button", class: `button ${kind}`, onclick: action }, label);
}

/** A row of buttons. */
export function actions(...buttons: Array<Node | null>): HTMLElement {
  return element("div", { class: "actions" }, ...buttons);
}

/** A paragraph. */
export function paragraph(text: string, kind = ""): HTMLParagraphElement {
  return element("p", kind === "" ? {} : { class: kind }, text);
}

/** A place where something said later is seen and heard at once. */
export class Notice {
  readonly node = element("div", { class: "notice-place", role: "alert" });

  show(kind: "error" | "warning" | "good", text: string): void {
    this.node.replaceChildren(element("p", { class: `notice ${kind}` }, text));
  }

  clear(): void {
    this.node.replaceChildren();
  }
}

/** Does it while the button waits, and says what went wrong. */
export async function during(
  here: Surroundings,
  waiting: HTMLButtonElement,
  notice: Notice,
  action: () => Promise<void>,
): Promise<void> {
  if (waiting.getAttribute("aria-disabled") === "true") return;
  notice.clear();
  waiting.setAttribute("aria-disabled", "true");
  try {
    await action();
  } catch (error) {
    notice.show("error", trouble(here, error));
  } finally {
    waiting.removeAttribute("aria-disabled");
  }
}

/** The service's codes that have words of their own. */
const KNOWN: Readonly<Record<string, string>> = {
  check_digit: "check-digit",
  mrz: "malformed",
  document_number: "malformed",
  date: "malformed",
  can: "malformed",
  wrong_state: "wrong-state",
  session_over: "wrong-state",
  no_attempts_left: "no-attempts-left",
  invalid_dpop_proof: "clock",
};

/** What went wrong, in plain words. */
export function trouble(here: Surroundings, error: unknown): string {
  if (error instanceof Unreachable) return here.text("page-trouble-unreachable");
  if (error instanceof Problem) {
    const known = KNOWN[error.code];
    if (known) return here.text(`page-trouble-${known}`);
    if (error.passes) return here.text("page-trouble-busy");
  }
  return here.text("page-trouble-unknown");
}

/** A text field with a label, help and room for an error. */
export class TextField {
  readonly input: HTMLInputElement;
  readonly node: HTMLElement;
  readonly #error = element("p", { class: "field-error", id: newId() });
  readonly #feedback = element("p", { class: "feedback", id: newId(), role: "status" });

  constructor(label: string, help: string, attributes: Readonly<Record<string, string>>, typed: (value: string) => void) {
    const [id, helpId] = [newId(), newId()];
    const described = [help === "" ? "" : helpId, this.#feedback.id, this.#error.id].filter(Boolean).join(" ");
    this.input = element("input", { id, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": described, ...attributes });
    this.input.addEventListener("input", () => typed(this.input.value));
    const parts = [element("label", { for: id }, label), help !== "" && element("p", { class: "help", id: helpId }, help)];
    this.node = element("div", { class: "field" }, ...parts, this.input, this.#feedback, this.#error);
  }

  feedback(text: string): void {
    if (this.#feedback.textContent !== text) this.#feedback.textContent = text;
  }

  error(text: string | null): void {
    this.#error.textContent = text ?? "";
    if (text === null) this.input.removeAttribute("aria-invalid");
    else this.input.setAttribute("aria-invalid", "true");
  }
}

/** A text to copy, with a button that copies it. */
export function copyable(here: Surroundings, label: string, text: string, kind: "primary" | "secondary" = "secondary"): HTMLElement {
  const id = newId();
  const copy = button(here.text("page-copy"), kind, () => {
    navigator.clipboard.writeText(text).then(
      () => {
        copy.textContent = here.text("page-copied");
        here.announce(here.text("page-copied"));
      },
      () => getSelection()?.selectAllChildren(code),
    );
  });
  const code = element("code", { class: "copyable", tabindex: "0", role: "group", "aria-labelledby": id }, text);
  return element("div", { class: "copy" }, element("p", { class: "label", id }, label), code, actions(copy));
}
