// What opens the chip: three printed fields, the machine-readable zone, or the card access number.

import { drawing, element, newId } from "../elements.js";
import { chipHint } from "../hint.js";
import { Notice, actions, during, paragraph } from "../parts.js";
import zonePicture from "../pictures/zone.svg";
import type { Screen, Surroundings } from "../screen.js";
import type { Access } from "../service.js";
import { numberForm } from "./document_can.js";
import { fieldsForm } from "./document_fields_form.js";
import { zoneForm } from "./document_zone.js";

/** What was typed, kept while the language is changed. */
export interface Draft {
  way: "fields" | "zone" | "can";
  number: string;
  birth: { day: string; month: string; year: string };
  expiry: { day: string; month: string; year: string };
  zone: string;
  can: string;
}

/** One way to open the chip: its fields, and what was typed once it is right. */
export interface Form {
  readonly node: Node;
  /** What was typed, or null after the first wrong field was marked and took the focus. */
  submit(): Access | null;
}

/** Nothing typed yet. */
export function emptyDraft(): Draft {
  const empty = (): TypedDateDraft => ({ day: "", month: "", year: "" });
  return { way: "fields", number: "", birth: empty(), expiry: empty(), zone: "", can: "" };
}
type TypedDateDraft = Draft["birth"];

const FORMS = { fields: fieldsForm, zone: zoneForm, can: numberForm };
const WAYS = ["fields", "zone", "can"] as const;

/** The screen for the document. */
export function document_(here: Surroundings, draft: Draft, trouble: string | null, give: (access: Access) => Promise<void>): Screen {
  const notice = new Notice();
  let form: Form = FORMS[draft.way](here, draft);
  const place = element("div", { class: "stack" }, form.node);
  const choose = (way: Draft["way"]): void => {
    draft.way = way;
    form = FORMS[way](here, draft);
    place.replaceChildren(form.node);
    notice.clear();
  };
  const next = element("button", { type: "submit", class: "button primary" }, here.text("page-next"));
  const submit = (event: Event): void => {
    event.preventDefault();
    const access = form.submit();
    if (access !== null) void during(here, next, notice, () => give(access));
  };
  return {
    heading: here.text("page-document-heading"),
    content: [
      trouble === null ? "" : element("p", { class: "notice error" }, here.text(chipHint(trouble))),
      paragraph(here.text("page-document-lead"), "lead"),
      drawing(zonePicture, "picture"),
      element("form", { class: "stack", novalidate: true, onsubmit: submit }, ways(here, draft, choose), place, notice.node, actions(next)),
    ],
  };
}

function ways(here: Surroundings, draft: Draft, choose: (way: Draft["way"]) => void): HTMLElement {
  const choices = WAYS.map((way) => {
    const id = newId();
    const radio = element("input", { type: "radio", name: "way", id, value: way, onchange: () => choose(way) });
    radio.checked = draft.way === way;
    return element("div", { class: "choice" }, radio, element("label", { for: id }, here.text(`page-way-${way}`)));
  });
  return element("fieldset", { class: "choices" }, element("legend", {}, here.text("page-way")), ...choices);
}

