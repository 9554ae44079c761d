// The machine-readable zone typed as a whole: every part is checked as soon as it is there.

import { element, newId } from "../elements.js";
import { type Zone, readZone } from "../mrz.js";
import type { Surroundings } from "../screen.js";
import type { Draft, Form } from "./document.js";

/** The field for the whole zone. */
export function zoneForm(here: Surroundings, draft: Draft): Form {
  const [id, helpId, errorId, countId] = [newId(), newId(), newId(), newId()];
  const area = element("textarea", {
    id,
    rows: "4",
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    "aria-describedby": `${helpId} ${countId} ${errorId}`,
  });
  area.value = draft.zone;
  const error = element("p", { class: "field-error", id: errorId });
  const count = element("p", { class: "feedback", id: countId });
  const findings = element("div", { class: "findings", role: "status" });
  const show = (): Zone => {
    const zone = readZone(area.value);
    count.textContent = here.text("page-zone-count", { typed: zone.typed, expected: zone.expected });
    showFindings(here, findings, zone);
    return zone;
  };
  area.addEventListener("input", () => {
    draft.zone = area.value;
    error.textContent = "";
    area.removeAttribute("aria-invalid");
    show();
  });
  show();
  const label = element("label", { for: id }, here.text("page-zone"));
  const help = element("p", { class: "help", id: helpId }, here.text("page-zone-help"));
  return {
    node: element("div", { class: "field" }, label, help, area, count, findings, error),
    submit: () => {
      const zone = show();
      if (zone.complete) return { mrz: zone.lines };
      error.textContent = wrong(here, zone);
      area.setAttribute("aria-invalid", "true");
      area.focus();
      return null;
    },
  };
}

/** Changes only what is new, so that only that is heard. */
function showFindings(here: Surroundings, list: HTMLElement, zone: Zone): void {
  const seen = zone.findings.filter(([, finding]) => finding !== "missing");
  const items = seen.map(([field, finding]) => [finding, `${here.text(`page-field-${field.replace(/_/g, "-")}`)}: ${here.text(`page-finding-${finding}`)}`] as const);
  const text = items.map(([, words]) => words).join("");
  if (text === "") return list.replaceChildren();
  if (list.textContent === text) return;
  list.replaceChildren(element("ul", {}, ...items.map(([finding, words]) => element("li", { class: finding }, words))));
}

function wrong(here: Surroundings, zone: Zone): string {
  if (zone.foreign !== null) return here.text("page-zone-foreign", { character: zone.foreign });
  const field = zone.findings.find(([, finding]) => finding === "wrong")?.[0];
  if (field) return here.text("page-zone-wrong", { field: here.text(`page-field-${field.replace(/_/g, "-")}`) });
  return here.text("page-zone-count", { typed: zone.typed, expected: zone.expected });
}
