// What the service embeds is what the sources make: otherwise `npm run build` and commit.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("dist is fresh", async () => {
  for (const name of ["index.html", "page.css", "page.js"]) assert.equal(await read(`dist/${name}`), await read(`build/page/${name}`), name);
});

test("the page asks no other host for anything and has nothing inline", async () => {
  const html = await read("dist/index.html");
  assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|style=|\son\w+=|https?:/);
  const addresses = (await read("dist/page.js")).match(/https?:\/\/[\w.]+/g) ?? [];
  assert.deepEqual(addresses.filter((address) => address !== "http://www.w3.org"), []);
});
