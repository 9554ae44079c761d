// Pieces: sizes, resumption after a lost connection or answer, and what is not tried again.

import assert from "node:assert/strict";
import { createHash, randomBytes, webcrypto } from "node:crypto";
import { test } from "node:test";

globalThis.crypto ??= webcrypto;
const { upload } = await import("../../build/upload.js");
const { PieceSize } = await import("../../build/piece_size.js");
const { Problem, Unreachable } = await import("../../build/problem.js");

const KIB = 1024;
const MOST = 256 * KIB;
const picture = new Blob([randomBytes(500 * KIB + 17)]);
const advice = { face: "ok", attack: "bona_fide" };

/** A service that keeps what it gets, and fails as told: `before` the piece is kept or `after` it. */
function service(faults = {}) {
  const kept = { parts: [], offset: 0, calls: [], opening: null };
  const send = async (method, path, sending) => {
    kept.calls.push(`${method} ${path}`);
    if (path === "/probes") return (kept.opening = sending.json), { probe: "p1" };
    if (method === "GET") return { offset: kept.offset };
    const fault = typeof faults === "function" ? faults(sending.bytes.size) : faults[kept.calls.length];
    if (fault?.before) throw fault.before;
    if (Number(sending.headers["Upload-Offset"]) !== kept.offset) throw new Problem(409, "upload_offset");
    assert.ok(sending.bytes.size <= MOST);
    kept.parts.push(Buffer.from(await sending.bytes.arrayBuffer()));
    kept.offset += sending.bytes.size;
    if (fault?.after) throw fault.after;
    return kept.offset === picture.size ? { offset: kept.offset, advice } : { offset: kept.offset };
  };
  return { kept, send };
}
const atOnce = async () => undefined;
const whole = async () => Buffer.from(await picture.arrayBuffer());

test("pieces that grow on a quick line, one digest over all", async () => {
  const { kept, send } = service();
  const told = [];
  assert.deepEqual(await upload({ send }, picture, (sent) => told.push(sent), atOnce), advice);
  assert.deepEqual(Buffer.concat(kept.parts), await whole());
  assert.deepEqual(told, [64 * KIB, 192 * KIB, 448 * KIB, 500 * KIB + 17]);
  assert.equal(kept.opening.sha256, createHash("sha256").update(await whole()).digest("hex"));
});

const TOO_MUCH = { "a late body": new Problem(400, "bad_body"), "a time-out": new Problem(408, "timeout"), "too large": new Problem(413, "too_large"), "a broken line": new Unreachable("x") };
for (const [name, error] of Object.entries(TOO_MUCH)) {
  test(`${name}: smaller pieces, down to 16 KiB, come through`, async () => {
    const { kept, send } = service((size) => (size > 16 * KIB ? { before: error } : undefined));
    assert.deepEqual(await upload({ send }, picture, () => undefined, atOnce), advice);
    assert.deepEqual(Buffer.concat(kept.parts), await whole());
    assert.equal(Math.max(...kept.parts.map((part) => part.length)), 16 * KIB);
  });
}

test("a line that takes less than the least ends, after nine tries", async () => {
  const { kept, send } = service(() => ({ before: new Problem(413, "too_large") }));
  await assert.rejects(upload({ send }, picture, () => undefined, atOnce), { status: 413 });
  assert.equal(kept.calls.filter((call) => call.startsWith("PATCH")).length, 9);
});

test("the next piece is larger on a quick line, smaller on a slow one, and within bounds", () => {
  const size = new PieceSize();
  const after = (milliseconds) => (size.arrived(milliseconds), size.bytes / KIB);
  assert.deepEqual([100, 100, 100, 5000, 20_000].map(after), [128, 256, 256, 256, 128]);
  assert.deepEqual([20_000, 20_000, 20_000, 20_000].map(after), [64, 32, 16, 16]);
});

test("a lost piece and a lost answer change nothing in what arrives", async () => {
  for (const fault of [{ before: new Unreachable("x") }, { after: new Unreachable("x") }]) {
    const { kept, send } = service({ 3: fault });
    await upload({ send }, picture, () => undefined, atOnce);
    assert.deepEqual(Buffer.concat(kept.parts), await whole());
    assert.ok(kept.calls.includes("GET /probes/p1"));
  }
});

test("a refusal is not tried again", async () => {
  const { kept, send } = service({ 2: { before: new Problem(422, "digest") } });
  await assert.rejects(upload({ send }, picture, () => undefined, atOnce), { code: "digest" });
  assert.equal(kept.calls.length, 2);
});

test("a network that never comes back ends", async () => {
  const send = async (_, path) => {
    if (path === "/probes") return { probe: "p1" };
    throw new Unreachable("x");
  };
  await assert.rejects(upload({ send }, picture, () => undefined, atOnce), Unreachable);
});
