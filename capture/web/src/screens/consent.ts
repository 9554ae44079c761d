// Consent: what is read, who receives it, for how long. Nothing is claimed before.

import { element, newId } from "../elements.js";
import { Notice, actions, button, during, paragraph } from "../parts.js";
import type { Screen, Surroundings } from "../screen.js";
import type { Introduction } from "../service.js";
import { issuerCard } from "./start.js";

/** The consent screen. */
export function consent(here: Surroundings, kept: Introduction["retention"], agreed: () => Promise<void>, declined: () => void): Screen {
  const [id, errorId] = [newId(), newId()];
  const notice = new Notice();
  const box = element("input", { type: "checkbox", id, "aria-describedby": errorId });
  const error = element("p", { class: "field-error", id: errorId, role: "alert" });
  box.addEventListener("change", () => (error.textContent = ""));
  const agree = button(here.text("page-agree"), "primary", () => {
    if (box.checked) return void during(here, agree, notice, agreed);
    error.textContent = here.text("page-consent-missing");
    box.focus();
  });
  const points = ["read", "compared", "given", "kept", kept.pictures ? "pictures-kept" : "pictures-dropped", "free"];
  const values = { issuer: here.issuer, days: kept.days };
  return {
    heading: here.text("page-consent-heading"),
    content: [
      paragraph(here.text("page-consent-lead"), "lead"),
      issuerCard(here),
      element("ul", { class: "points" }, ...points.map((point) => element("li", {}, here.text(`page-consent-${point}`, values)))),
      element("div", { class: "check" }, box, element("label", { for: id }, here.text("page-consent-box", { issuer: here.issuer }))),
      error,
      notice.node,
      actions(agree, button(here.text("page-decline"), "secondary", declined)),
    ],
  };
}
