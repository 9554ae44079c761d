// The stand-in speaks as the service does: its answers against the description, its words against the service's sources.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Clock } from "../../build/clock.js";
import { newKey, prove } from "../../build/proof.js";
import { Service, introduce } from "../../build/service.js";
import { stageText } from "../../build/stage.js";
import { answerMisfits, misfits, requestMisfits } from "../contract.mjs";
import { CSP, startMock } from "../mock.mjs";

const source = (path) => readFile(new URL(`../../../../verifier/service/src/${path}`, import.meta.url), "utf8");
const page = (path) => readFile(new URL(`../../src/${path}`, import.meta.url), "utf8");
let mock;
before(async () => (mock = await startMock()));
after(() => mock.stop());

async function claimed() {
  const { control } = mock.create();
  const service = new Service(mock.url, control.id, await newKey(), new Clock());
  await service.claim(control.secret, "nb");
  return { control, service };
}

test("a whole control, and what is refused on the way, is as described", async () => {
  const { control } = mock.create();
  const clock = new Clock();
  await assert.rejects(introduce(mock.url, control.id, "wrong", clock), { status: 403, code: "forbidden" });
  await assert.rejects(introduce(mock.url, "0".repeat(32), "wrong", clock), { status: 404 });
  const service = new Service(mock.url, control.id, await newKey(), clock);
  await assert.rejects(service.claim("wrong", "nb"), { status: 403 });
  await assert.rejects(service.send("POST", "/claim", { json: { secret: control.secret, consent: true } }), { code: "unexpected_form" });
  await service.claim(control.secret, "nb");
  await assert.rejects(service.conclude(), { status: 409, code: "wrong_state" });
  const stranger = new Service(mock.url, control.id, await newKey(), clock);
  await assert.rejects(stranger.status(null), { status: 403, code: "forbidden" });
  await assert.rejects(stranger.claim(control.secret, "nb"), { status: 409, code: "already_claimed" });
  await service.access({ can: "123456" });
  const { session } = await service.ticket();
  assert.match(session, new RegExp(`^${mock.url}/v1/relay/${control.id}#t=[\\w-]{43}$`));
  await control.readChip(1);
  await assert.rejects(service.send("GET", `/probes/${"0".repeat(32)}`), { status: 404, code: "not_found" });
  const { probe } = await service.send("POST", "/probes", { json: { bytes: 4, sha256: "0".repeat(64) } });
  const piece = (bytes, at) => service.send("PATCH", `/probes/${probe}`, { bytes: new Blob([bytes]), headers: { "Upload-Offset": at } });
  await assert.rejects(piece("ab", "1"), { status: 409, code: "upload_offset" });
  await assert.rejects(piece("abcde", "0"), { status: 422, code: "bytes" });
  await piece("ab", "0");
  assert.deepEqual((await piece("cd", "2")).advice, { face: "no_picture", attack: "not_assessed" });
  await service.cancel();
  assert.match((await service.status(null)).redirect, /\?state=s1&error=cancelled$/);
  assert.deepEqual(mock.faults, []);
});

test("a proof counts once, a fresh nonce stands for a clock that is off, and without a nonce nothing but a claim is done", async () => {
  const { control, service } = await claimed();
  const url = `${mock.url}/v1/phone/${control.id}`;
  const send = async (nonce, now, proof) => {
    const made = proof ?? (await prove(service.key, { method: "GET", url, nonce }, now));
    const answer = await fetch(url, { headers: { DPoP: made } });
    return [answer.status, (await answer.json()).code, answer.headers.get("DPoP-Nonce"), made];
  };
  const [, , nonce] = await send(null, Date.now());
  assert.deepEqual((await send(null, Date.now())).slice(0, 2), [401, "use_dpop_nonce"]);
  const [status, , , used] = await send(nonce, 0);
  assert.equal(status, 200);
  assert.deepEqual((await send(nonce, 0, used)).slice(0, 2), [401, "invalid_dpop_proof"]);
  assert.deepEqual((await send("old", Date.now())).slice(0, 2), [401, "use_dpop_nonce"]);
  assert.equal((await (await fetch(url)).json()).code, "dpop_missing");
  assert.deepEqual(mock.faults, []);
});

test("the description is heeded: one member more, one less, another word are found", () => {
  const path = `/v1/phone/${"0".repeat(32)}`;
  const status = { version: 1, state: "claimed", step: "access", chip: null };
  assert.deepEqual(answerMisfits("GET", path, 200, status), []);
  for (const wrong of [{ ...status, more: 1 }, { ...status, state: "gone" }, { version: 1, state: "claimed", chip: null }, { ...status, chip: { stage: "access" } }]) {
    assert.notDeepEqual(answerMisfits("GET", path, 200, wrong), [], JSON.stringify(wrong));
  }
  assert.deepEqual(answerMisfits("GET", path, 403, { code: "forbidden" }), []);
  assert.notDeepEqual(answerMisfits("GET", path, 401, { code: "wrong_key" }), []);
  assert.notDeepEqual(answerMisfits("GET", path, 418, { code: "forbidden" }), []);
  assert.notDeepEqual(requestMisfits("POST", `${path}/claim`, { secret: "x", consent: true }), []);
  assert.notDeepEqual(misfits({ type: "integer" }, "1"), []);
});

test("the page knows every stage, state, hint and advice that the service names", async () => {
  const words = (text, pattern) => new Set([...text.matchAll(pattern)].map(([, word]) => word));
  const stages = words(await source("relay/stage.rs"), /\("(\w+)", \d+\)/g);
  assert.deepEqual([...stages].sort(), ["access", "files", "proof"]);
  assert.equal(new Set([...stages].map(stageText)).size, stages.size);
  const states = words(await source("control/state.rs"), /^ {4}\w+ = "(\w+)"/gm);
  assert.deepEqual(words(await page("service.ts"), /^ {2}\| "(\w+)"/gm), states);
  const snake = (word) => word.replace(/(?<=.)([A-Z])/g, "_$1").toLowerCase();
  const advice = (await source("control/advice.rs")).match(/pub enum FaceAdvice \{[^}]*\}/)[0];
  const hints = await page("hint.ts");
  for (const word of words(advice, /^ {4}(\w+),/gm)) assert.ok(["Ok", "NoPicture"].includes(word) || hints.includes(snake(word)), word);
});

test("the stand-in's content security policy is the service's", async () => {
  const policy = /POLICY: &str = "([^"]*)"/.exec(await source("http/shell.rs"))[1];
  assert.equal(CSP, policy.replace(/\\\n\s*/g, ""));
});
