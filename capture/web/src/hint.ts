// What was wrong with the last attempt, in words a person can act on: the service names it by a code.

const CHIP: Readonly<Record<string, string>> = {
  access_denied: "page-chip-denied",
  secure_messaging_failed: "page-chip-disturbed",
  answer_malformed: "page-chip-disturbed",
  answer_endless: "page-chip-disturbed",
  chip_too_slow: "page-chip-disturbed",
  data_group_missing: "page-chip-incomplete",
  malformed: "page-chip-foreign",
  file_too_large: "page-chip-foreign",
  session_over: "page-chip-session-over",
  interrupted: "page-chip-interrupted",
};

/** The text for what was wrong with the reading of the chip. */
export function chipHint(code: string): string {
  return CHIP[code] ?? "page-chip-failed";
}

const PICTURE: Readonly<Record<string, string>> = {
  face_not_found: "page-face-not-found",
  multiple_faces: "page-face-multiple",
  too_small: "page-face-too-small",
  presentation_attack: "page-face-attack",
};

/** The text for what was wrong with the picture. */
export function pictureHint(code: string): string {
  return PICTURE[code] ?? "page-face-no-picture";
}
