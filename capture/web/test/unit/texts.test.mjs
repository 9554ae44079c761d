// Every text is there in every language, with the same values, and every text is used.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { LANGUAGES, readTexts } from "../../fluent.mjs";
import { fill, preferred } from "../../build/language.js";

const root = new URL("../../", import.meta.url);
const files = await Promise.all(LANGUAGES.map((language) => readFile(new URL(`../../assets/i18n/${language}.ftl`, root), "utf8")));
const texts = files.map((file) => readTexts(file, "page-"));
const names = (await readdir(new URL("src/", root), { recursive: true })).filter((name) => name.endsWith(".ts"));
const source = (await Promise.all(names.map((name) => readFile(new URL(`src/${name}`, root), "utf8")))).join("\n");

test("every language has the same texts with the same values", () => {
  const values = (text) => (text.match(/\$[a-z_]+/g) ?? []).sort().join();
  for (const own of texts) {
    assert.deepEqual([...own.keys()].sort(), [...texts[0].keys()].sort());
    for (const [id, text] of own) {
      assert.notEqual(text, "", id);
      assert.equal(values(text), values(texts[0].get(id)), id);
    }
  }
});

test("every text that the page names is there", () => {
  for (const [, id] of source.matchAll(/["`](page-[a-z-]*[a-z])["`]/g)) assert.ok(texts[0].has(id), id);
});

test("every text is used", () => {
  const beginnings = [...source.matchAll(/["`](page-[a-z-]+)(?:\$\{|["`])/g)].map(([, id]) => id);
  for (const id of texts[0].keys()) assert.ok(beginnings.some((used) => id === used || (used.endsWith("-") && id.startsWith(used))), id);
});

test("what is no simple message is refused", () => {
  assert.throws(() => readTexts("page-a = { $n -> [one] x *[other] y }", "page-"));
  assert.throws(() => readTexts("page-a = x\npage-a = y", "page-"));
  assert.deepEqual([...readTexts("# c\npage-a = x\n    y { $b }\nkiosk-c = z", "page-")], [["page-a", "x y { $b }"]]);
});

test("values are put in, and a person is greeted in a known language", () => {
  assert.equal(fill("a { $b } {$c}", { b: "1", c: 2 }), "a 1 2");
  assert.equal(preferred(["de", "no-NO"]), "nb");
  assert.equal(preferred(["nn-NO", "en"]), "nn");
  assert.equal(preferred(["se-FI"]), "se");
  assert.equal(preferred([]), "nb");
});
