// The machine-readable zone as a person types it: formats, fields and check digits, ICAO 9303-3 §4.9, -4, -5 and -6.

/** A part of the zone that has a check digit of its own. */
export type Field = "document_number" | "date_of_birth" | "date_of_expiry" | "composite";

/** What is known of a field: not all typed yet, its check digit fits, or it does not. */
export type Finding = "missing" | "right" | "wrong";

/** What the typed text holds so far. */
export interface Zone {
  readonly typed: number;
  readonly expected: number;
  readonly findings: ReadonlyArray<readonly [Field, Finding]>;
  readonly foreign: string | null;
  readonly complete: boolean;
  readonly lines: string;
}

interface Layout {
  readonly widths: number;
  readonly lines: number;
  readonly number: number;
  readonly birth: number;
  readonly expiry: number;
  readonly composite: { readonly parts: ReadonlyArray<readonly [number, number]>; readonly digit: number };
}

/** Positions count from the first character of the first line. */
const TD1: Layout = {
  widths: 30,
  lines: 3,
  number: 5,
  birth: 30,
  expiry: 38,
  composite: { parts: [[5, 30], [30, 37], [38, 45], [48, 59]], digit: 59 },
};
const TD2: Layout = {
  widths: 36,
  lines: 2,
  number: 36,
  birth: 49,
  expiry: 57,
  composite: { parts: [[36, 46], [49, 56], [57, 71]], digit: 71 },
};
const TD3: Layout = {
  widths: 44,
  lines: 2,
  number: 44,
  birth: 57,
  expiry: 65,
  composite: { parts: [[44, 54], [57, 64], [65, 87]], digit: 87 },
};

/** The check digit over these characters: weights 7, 3, 1, modulo 10. */
export function checkDigit(characters: string): number {
  const weights = [7, 3, 1];
  return [...characters].reduce((sum, character, index) => sum + value(character) * (weights[index % 3] ?? 0), 0) % 10;
}

function value(character: string): number {
  return character === "<" ? 0 : Number.parseInt(character, 36);
}

/** The typed text with everything a keyboard adds taken away. */
export function normalize(text: string): string {
  return text.toUpperCase().replace(/[«‹]/g, (quote) => (quote === "«" ? "<<" : "<")).replace(/\s+/g, "");
}

/** Reads what is typed so far. */
export function readZone(text: string): Zone {
  const zone = normalize(text);
  const foreign = /[^A-Z0-9<]/.exec(zone)?.[0] ?? null;
  const layout = layoutOf(zone);
  const expected = layout.widths * layout.lines;
  const findings = foreign === null ? findingsOf(zone, layout) : [];
  const right = findings.length > 0 && findings.every(([, finding]) => finding === "right");
  return {
    typed: zone.length,
    expected,
    findings,
    foreign,
    complete: right && zone.length === expected,
    lines: split(zone, layout.widths),
  };
}

/** A passport's zone begins with P; a card's has three lines of 30 or, seldom, two of 36. */
function layoutOf(zone: string): Layout {
  if (zone.startsWith("P")) return TD3;
  return zone.length === TD2.widths * TD2.lines && findingsOf(zone, TD2).every(([, f]) => f === "right") ? TD2 : TD1;
}

function findingsOf(zone: string, layout: Layout): Array<readonly [Field, Finding]> {
  const digitAt = (from: number, to: number): Finding => check(zone, [[from, to]], to);
  return [
    ["document_number", longNumber(zone, layout) ?? digitAt(layout.number, layout.number + 9)],
    ["date_of_birth", digitAt(layout.birth, layout.birth + 6)],
    ["date_of_expiry", digitAt(layout.expiry, layout.expiry + 6)],
    ["composite", check(zone, layout.composite.parts, layout.composite.digit)],
  ];
}

/** A card's number of more than nine characters goes on in the optional data, whose last character is its check digit. */
function longNumber(zone: string, layout: Layout): Finding | null {
  if (layout !== TD1 || zone[14] !== "<" || zone[15] === "<" || zone.length < 30) return null;
  const rest = zone.slice(15, 30).split("<")[0] ?? "";
  const digits = zone.slice(5, 14) + rest.slice(0, -1);
  return rest.slice(-1) === String(checkDigit(digits)) ? "right" : "wrong";
}

function check(zone: string, parts: ReadonlyArray<readonly [number, number]>, digit: number): Finding {
  const given = zone[digit];
  if (given === undefined) return "missing";
  const characters = parts.map(([from, to]) => zone.slice(from, to)).join("");
  return given === String(checkDigit(characters)) ? "right" : "wrong";
}

function split(zone: string, width: number): string {
  return (zone.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");
}
