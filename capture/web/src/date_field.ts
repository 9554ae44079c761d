// A date in three fields, for a date that is known by heart or read from a document.

import { type TypedDate, dateDigit, isoDate } from "./document_fields.js";
import { element, newId } from "./elements.js";
import type { Surroundings } from "./screen.js";

const PARTS = [
  ["day", 2],
  ["month", 2],
  ["year", 4],
] as const;

/** Day, month and year. */
export class DateField {
  readonly node: HTMLFieldSetElement;
  readonly #inputs = new Map<string, HTMLInputElement>();
  readonly #error = element("p", { class: "field-error", id: newId() });
  readonly #feedback = element("p", { class: "feedback", id: newId(), role: "status" });
  readonly #here: Surroundings;

  constructor(here: Surroundings, label: string, given: TypedDate, typed: (date: TypedDate) => void) {
    this.#here = here;
    const fields = PARTS.map(([part, length]) => {
      const id = newId();
      const described = `${this.#feedback.id} ${this.#error.id}`;
      const input = element("input", { id, type: "text", inputmode: "numeric", maxlength: length, autocomplete: "off", class: part, "aria-describedby": described });
      input.value = given[part];
      input.addEventListener("input", () => {
        typed(this.value);
        this.#help();
      });
      this.#inputs.set(part, input);
      return element("div", {}, element("label", { for: id }, here.text(`page-date-${part}`)), input);
    });
    const legend = element("legend", {}, label);
    this.node = element("fieldset", { class: "field date" }, legend, element("div", { class: "date-parts" }, ...fields), this.#feedback, this.#error);
    this.#help();
  }

  get value(): TypedDate {
    const of = (part: string): string => this.#inputs.get(part)?.value ?? "";
    return { day: of("day"), month: of("month"), year: of("year") };
  }

  error(text: string | null): void {
    this.#error.textContent = text ?? "";
    for (const input of this.#inputs.values()) {
      if (text === null) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    }
  }

  focus(): void {
    this.#inputs.get("day")?.focus();
  }

  #help(): void {
    const iso = isoDate(this.value);
    const text = iso === null ? "" : this.#here.text("page-digit-help", { digit: dateDigit(iso) });
    if (this.#feedback.textContent !== text) this.#feedback.textContent = text;
    if (iso !== null) this.error(null);
  }
}
