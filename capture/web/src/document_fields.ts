// The three fields that open the chip, typed one by one, and the card access number, ICAO 9303-11 §4.3.2 and §4.4.

import { checkDigit, normalize } from "./mrz.js";

/** A date as it is typed. */
export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** The number as the zone holds it, and the digit that follows it there. */
export function documentNumber(typed: string): { readonly number: string; readonly digit: number } | null {
  const number = normalize(typed).replace(/-/g, "");
  if (!/^[A-Z0-9<]{1,22}$/.test(number)) return null;
  return { number, digit: checkDigit(number.padEnd(9, "<")) };
}

/** The date as YYYY-MM-DD, if there is such a day. */
export function isoDate(typed: TypedDate): string | null {
  const [day, month, year] = [typed.day, typed.month, typed.year].map((part) => part.trim());
  if (!day || !month || !year || !/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** The digit that follows this date in the zone. */
export function dateDigit(iso: string): number {
  return checkDigit(iso.slice(2).replace(/-/g, ""));
}

/** The card access number, if it is one. */
export function cardAccessNumber(typed: string): string | null {
  const digits = typed.replace(/\s+/g, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
