// Which step a person is at, by the control's state. The service leads; the page follows.

import type { State, Status } from "./service.js";

/** A step of the control, in order. */
export const STEPS = ["start", "consent", "document", "chip", "selfie", "result"] as const;

/** One of the steps. */
export type Step = (typeof STEPS)[number];

/** How a control can end without a result. */
export type End = "cancelled" | "declined" | "expired" | "failed" | "used" | "link" | "browser" | "unreachable" | "clock";

/** What is shown after the claim; `trouble` is why the person is there once more. */
export type Place =
  | { readonly step: "document" | "chip" | "selfie"; readonly trouble: string | null }
  | { readonly step: "judging" }
  | { readonly step: "result"; readonly verdict: "accepted" | "refused" | "inconclusive" }
  | { readonly step: "end"; readonly end: End };

/** Where a person is. The service says what was wrong; a reading that was cut leaves no hint and is seen by its state. */
export function place(status: Status, last: State | null): Place {
  const hint = status.attack_hint ?? null;
  switch (status.state) {
    case "created":
    case "claimed":
      return { step: "document", trouble: hint };
    case "access_given":
      return { step: "chip", trouble: hint ?? (last === "chip_reading" ? "interrupted" : null) };
    case "chip_reading":
      return { step: "chip", trouble: null };
    case "chip_read":
    case "probe_received":
      return { step: "selfie", trouble: hint };
    case "judging":
      return { step: "judging" };
    case "concluded":
      return { step: "result", verdict: status.verdict ?? "inconclusive" };
    case "cancelled":
    case "expired":
      return { step: "end", end: status.state };
    case "failed":
    case "deleted":
      return { step: "end", end: "failed" };
  }
}

/** Whether the screen that is shown serves the next place too: a new trouble needs a new one. The selfie's own screen
 * tells what is wrong with a picture. */
export function serves(shown: Place | null, next: Place): boolean {
  if (shown?.step !== next.step || next.step === "end") return false;
  if (!("trouble" in next) || !("trouble" in shown) || next.step === "selfie") return true;
  return next.trouble === null || next.trouble === shown.trouble;
}

/** The step that the list of steps marks. */
export function marked(place: Place): Step {
  return place.step === "judging" || place.step === "end" ? "result" : place.step;
}

/** Whether nothing more can happen in this state. */
export function isFinal(state: State): boolean {
  return ["concluded", "cancelled", "expired", "failed", "deleted"].includes(state);
}

/** The end of a link whose control somebody has claimed. */
export function endOf(state: State): End {
  return state === "expired" || state === "cancelled" ? state : "used";
}

/** The end that a refusal means for a control that was claimed here; a refused proof says nothing of the control. */
export function refusedEnd(status: number): End {
  const ends: Readonly<Record<number, End>> = { 401: "clock", 403: "used", 404: "link", 410: "link" };
  return ends[status] ?? "failed";
}

/** Whether the key that claimed a control is worth nothing any more: it is not the control's, or the control is gone. */
export function isWorthless(status: number): boolean {
  return [403, 404, 410].includes(status);
}
