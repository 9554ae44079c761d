// Chunks: sizes, resumption after a lost connection or answer, and what is not tried again.

import assert from "node:assert/strict";
import { createHash, randomBytes, webcrypto } from "node:crypto";
import { test } from "node:test";

globalThis.crypto ??= webcrypto;
const { CHUNK, upload } = await import("../../build/upload.js");
const { Problem, Unreachable } = await import("../../build/problem.js");

const picture = new Blob([randomBytes(CHUNK * 2 + 17)]);
const advice = { face: "ok", attack: "bona_fide" };

/** A service that keeps what it gets, and fails as told: `before` the chunk is kept or `after` it. */
function service(faults = {}) {
  const kept = { parts: [], offset: 0, calls: [], opening: null };
  const send = async (method, path, sending) => {
    kept.calls.push(`${method} ${path}`);
    if (path === "/probes") return (kept.opening = sending.json), { probe: "p1" };
    if (method === "GET") return { offset: kept.offset };
    const fault = faults[kept.calls.length];
    if (fault?.before) throw fault.before;
    if (Number(sending.headers["Upload-Offset"]) !== kept.offset) throw new Problem(409, "upload_offset");
    assert.ok(sending.bytes.size <= CHUNK);
    kept.parts.push(Buffer.from(await sending.bytes.arrayBuffer()));
    kept.offset += sending.bytes.size;
    if (fault?.after) throw fault.after;
    return kept.offset === picture.size ? { offset: kept.offset, advice } : { offset: kept.offset };
  };
  return { kept, send };
}
const atOnce = async () => undefined;
const whole = async () => Buffer.from(await picture.arrayBuffer());

test("three chunks, one digest over all", async () => {
  const { kept, send } = service();
  const told = [];
  assert.deepEqual(await upload({ send }, picture, (sent) => told.push(sent), atOnce), advice);
  assert.deepEqual(Buffer.concat(kept.parts), await whole());
  assert.deepEqual(told, [CHUNK, CHUNK * 2, CHUNK * 2 + 17]);
  assert.equal(kept.opening.sha256, createHash("sha256").update(await whole()).digest("hex"));
});

test("a lost chunk and a lost answer change nothing in what arrives", async () => {
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
