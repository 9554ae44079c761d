// What a screen is, and what every screen may use.

import type { Language } from "./language.js";
import type { Status } from "./service.js";

/** One screen: a heading that takes the focus, and what stands below it. */
export interface Screen {
  readonly heading: string;
  readonly content: ReadonlyArray<Node | string>;
  /** A newer status of the same step has come. */
  update?(status: Status): void;
  /** Another screen follows. */
  leave?(): void;
}

/** What every screen may use. */
export interface Surroundings {
  readonly language: Language;
  readonly issuer: string;
  readonly purpose: string;
  /** The service's time, in milliseconds since 1970. */
  now(): number;
  text(id: string, values?: Readonly<Record<string, string | number>>): string;
  /** Says it to a person who does not see the screen. */
  announce(text: string): void;
}
