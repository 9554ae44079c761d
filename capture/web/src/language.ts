// The four languages, and which one a person is greeted in.

/** A language there are texts in. */
export type Language = "nb" | "nn" | "se" | "en";

/** Every language by its own name. */
export const LANGUAGES: ReadonlyArray<readonly [Language, string]> = [
  ["nb", "Bokmål"],
  ["nn", "Nynorsk"],
  ["se", "Davvisámegiella"],
  ["en", "English"],
];

/** The first language of the browser's that there are texts in. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const language = tag.toLowerCase().split("-")[0] ?? "";
    if (language === "no") return "nb";
    const known = LANGUAGES.find(([own]) => own === language);
    if (known) return known[0];
  }
  return "nb";
}

/** A name that comes from outside, so that its writing direction disturbs nothing around it: Unicode FSI and PDI. */
export function isolated(name: string): string {
  return name === "" ? "" : `\u2068${name}\u2069`;
}

/** A text with its values put in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{ ?\$([a-z_]+) ?\}/g, (_, name: string) => String(values[name] ?? ""));
}
