// The first screen: who asks, why, and what a person needs.

import { element } from "../elements.js";
import { actions, button, paragraph } from "../parts.js";
import type { Screen, Surroundings } from "../screen.js";

/** Who asks for the control. */
export function issuerCard(here: Surroundings): HTMLElement {
  const row = (id: string, value: string): HTMLElement =>
    element("div", {}, element("dt", {}, here.text(id)), element("dd", {}, value));
  return element("dl", { class: "card facts" }, row("page-issuer", here.issuer), row("page-purpose", here.purpose));
}

/** The first screen. */
export function start(here: Surroundings, next: () => void): Screen {
  const needs = ["document", "reader", "camera"].map((need) => element("li", {}, here.text(`page-need-${need}`, { issuer: here.issuer })));
  return {
    heading: here.text("page-start-heading"),
    content: [
      paragraph(here.text("page-start-lead", { issuer: here.issuer }), "lead"),
      issuerCard(here),
      element("h2", {}, here.text("page-needs")),
      element("ul", { class: "ticks" }, ...needs),
      actions(button(here.text("page-begin"), "primary", next)),
    ],
  };
}
