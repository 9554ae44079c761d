// The document's number, the date of birth and the date of expiry, with the check digit each has in the document.

import { DateField } from "../date_field.js";
import { documentNumber, isoDate } from "../document_fields.js";
import { element } from "../elements.js";
import { TextField } from "../parts.js";
import type { Surroundings } from "../screen.js";
import type { Draft, Form } from "./document.js";

/** The three fields. */
export function fieldsForm(here: Surroundings, draft: Draft): Form {
  const number = numberField(here, draft);
  const birth = new DateField(here, here.text("page-birth"), draft.birth, (date) => Object.assign(draft.birth, date));
  const expiry = new DateField(here, here.text("page-expiry"), draft.expiry, (date) => Object.assign(draft.expiry, date));
  return {
    node: element("div", {}, number.node, birth.node, expiry.node),
    submit: () => {
      const typed = documentNumber(draft.number);
      const [born, expires] = [isoDate(draft.birth), isoDate(draft.expiry)];
      number.error(typed === null ? here.text("page-number-wrong") : null);
      birth.error(born === null ? here.text("page-date-wrong") : null);
      expiry.error(expires === null ? here.text("page-date-wrong") : null);
      if (typed === null) number.input.focus();
      else if (born === null) birth.focus();
      else if (expires === null) expiry.focus();
      else return { document_number: typed.number, birth: born, expiry: expires };
      return null;
    },
  };
}

function numberField(here: Surroundings, draft: Draft): TextField {
  const attributes = { autocapitalize: "characters", maxlength: "24", class: "code" };
  const help = (): void => {
    const typed = documentNumber(draft.number);
    const enough = typed !== null && typed.number.length >= 8;
    field.feedback(enough ? here.text("page-digit-help", { digit: typed.digit }) : "");
    if (typed !== null) field.error(null);
  };
  const field = new TextField(here.text("page-number"), here.text("page-number-help"), attributes, (value) => {
    draft.number = value;
    help();
  });
  field.input.value = draft.number;
  help();
  return field;
}
