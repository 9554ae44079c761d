// The card access number: six digits printed on the front of many identity cards.

import { cardAccessNumber } from "../document_fields.js";
import { TextField } from "../parts.js";
import type { Surroundings } from "../screen.js";
import type { Draft, Form } from "./document.js";

/** The field for the card access number. */
export function numberForm(here: Surroundings, draft: Draft): Form {
  const attributes = { inputmode: "numeric", maxlength: "11" };
  const field = new TextField(here.text("page-can"), here.text("page-can-help"), attributes, (value) => {
    draft.can = value;
    if (cardAccessNumber(value) !== null) field.error(null);
  });
  field.input.value = draft.can;
  return {
    node: field.node,
    submit: () => {
      const can = cardAccessNumber(field.input.value);
      if (can !== null) return { can };
      field.error(here.text("page-can-wrong"));
      field.input.focus();
      return null;
    },
  };
}
