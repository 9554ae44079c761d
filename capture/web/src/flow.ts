// Which step a person is at, by the control's state. The service leads; the page follows.

import type { State, Status } from "./service.js";

/** A step of the control, in order. */
export const STEPS = ["start", "consent", "document", "chip", "selfie", "result"] as const;

/** One of the steps. */
export type Step = (typeof STEPS)[number];

/** How a control can end without a result. */
export type End = "cancelled" | "expired" | "failed" | "used" | "link" | "browser" | "unreachable";

/** What is shown after the claim. */
export type Place =
  | { readonly step: "document"; readonly denied: boolean }
  | { readonly step: "chip"; readonly interrupted: boolean }
  | { readonly step: "selfie" }
  | { readonly step: "judging" }
  | { readonly step: "result"; readonly verdict: "accepted" | "refused" | "inconclusive" }
  | { readonly step: "end"; readonly end: End };

/** Where a person is, and what the last state tells of how they came there. */
export function place(status: Status, last: State | null): Place {
  const afterReading = last === "chip_reading";
  switch (status.state) {
    case "created":
    case "claimed":
      return { step: "document", denied: afterReading };
    case "access_given":
      return { step: "chip", interrupted: afterReading };
    case "chip_reading":
      return { step: "chip", interrupted: false };
    case "chip_read":
    case "probe_received":
      return { step: "selfie" };
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

/** The step that the list of steps marks. */
export function marked(place: Place): Step {
  return place.step === "judging" || place.step === "end" ? "result" : place.step;
}
