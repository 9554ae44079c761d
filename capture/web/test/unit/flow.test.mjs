// Where a person is in each state, what the link says, and how the light is judged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { endOf, isFinal, isWorthless, place, refusedEnd, serves } from "../../build/flow.js";
import { chipHint, pictureHint } from "../../build/hint.js";
import { judge } from "../../build/light.js";
import { readLink, safeAddress } from "../../build/link.js";
import { stageText } from "../../build/stage.js";

const at = (state, last = null, more = {}) => place({ version: 1, state, chip: null, ...more }, last);

test("each state has its place", () => {
  assert.deepEqual(at("claimed"), { step: "document", trouble: null });
  assert.deepEqual(at("access_given", "claimed"), { step: "chip", trouble: null });
  assert.equal(at("probe_received").step, "selfie");
  assert.deepEqual(at("concluded", "judging", { verdict: "refused" }), { step: "result", verdict: "refused" });
  assert.deepEqual(at("expired"), { step: "end", end: "expired" });
});

test("the service says what was wrong, however fast it was and after a reload too", () => {
  assert.deepEqual(at("claimed", null, { attack_hint: "access_denied" }), { step: "document", trouble: "access_denied" });
  assert.equal(at("claimed", "chip_reading").trouble, null);
  assert.equal(at("access_given", "access_given", { attack_hint: "malformed" }).trouble, "malformed");
  assert.equal(at("access_given", "chip_reading").trouble, "interrupted");
  assert.equal(at("chip_reading", "access_given", { attack_hint: "malformed" }).trouble, null);
  assert.equal(at("chip_read", null, { attack_hint: "too_small" }).trouble, "too_small");
  const texts = ["access_denied", "secure_messaging_failed", "data_group_missing", "malformed", "session_over", "interrupted", "something_new"].map(chipHint);
  assert.equal(new Set(texts).size, 7);
  assert.notEqual(pictureHint("presentation_attack"), pictureHint("something_new"));
});

test("a screen is kept while nothing new is wrong, so that the focus is too", () => {
  const chip = (trouble) => ({ step: "chip", trouble });
  assert.ok(serves(chip("malformed"), chip("malformed")));
  assert.ok(serves(chip("malformed"), chip(null)));
  assert.ok(!serves(chip(null), chip("malformed")));
  assert.ok(!serves(null, chip(null)));
  assert.ok(!serves(chip(null), { step: "selfie", trouble: null }));
  assert.ok(serves({ step: "selfie", trouble: null }, { step: "selfie", trouble: "too_small" }));
});

test("used up is only what the service says belongs to another key", () => {
  assert.equal(refusedEnd(403), "used");
  assert.equal(refusedEnd(401), "clock");
  assert.equal(refusedEnd(404), "link");
  assert.equal(refusedEnd(422), "failed");
  for (const status of [403, 404, 410]) assert.ok(isWorthless(status), String(status));
  for (const status of [0, 400, 401, 408, 409, 429, 500]) assert.ok(!isWorthless(status), String(status));
  assert.equal(endOf("expired"), "expired");
  assert.equal(endOf("chip_read"), "used");
  assert.ok(isFinal("concluded") && !isFinal("judging"));
});

test("the link: the control from the path, the secret from the fragment only", () => {
  assert.deepEqual(readLink("/c/abc", "#s=xyz"), { control: "abc", secret: "xyz" });
  assert.deepEqual(readLink("/c/abc", ""), { control: "abc", secret: null });
  assert.equal(readLink("/c/../x", "#s=xyz"), null);
  assert.equal(readLink("/c/a%2fb", "#s=xyz"), null);
});

test("a person is sent on to an address, never to a script", () => {
  assert.equal(safeAddress("https://issuer.example/back?code=1"), "https://issuer.example/back?code=1");
  assert.equal(safeAddress("javascript:alert(1)"), null);
  assert.equal(safeAddress("data:text/html,x"), null);
  assert.equal(safeAddress("/relative"), null);
});

test("the stages of the chip session in plain words", () => {
  assert.deepEqual(["access", "files", "proof"].map(stageText), ["page-stage-access", "page-stage-files", "page-stage-genuineness"]);
  assert.equal(stageText("something new"), "page-stage-files");
});

test("the light", () => {
  const picture = (middle, edge, spread = 20) => {
    const pixels = new Uint8ClampedArray(64 * 64 * 4);
    for (let index = 0; index < 64 * 64; index += 1) {
      const [x, y] = [(index % 64) / 64 - 0.5, Math.floor(index / 64) / 64 - 0.5];
      const inside = (x / 0.22) ** 2 + (y / 0.35) ** 2 < 1;
      const value = (inside ? middle : edge) + (index % 2 ? spread : -spread);
      pixels.set([value, value, value, 255], index * 4);
    }
    return judge(pixels, 64);
  };
  assert.equal(picture(120, 110), "good");
  assert.equal(picture(30, 40), "dark");
  assert.equal(picture(30, 200), "backlit");
  assert.equal(picture(240, 200, 5), "bright");
  assert.equal(picture(120, 120, 1), "flat");
});
