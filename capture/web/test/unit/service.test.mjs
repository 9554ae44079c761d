// Requests: the service's time is kept, and what is no answer is known as such.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { afterEach, test } from "node:test";

globalThis.crypto ??= webcrypto;
const { Clock } = await import("../../build/clock.js");
const { Problem, Unreachable } = await import("../../build/problem.js");
const { newKey } = await import("../../build/proof.js");
const { Service } = await import("../../build/service.js");

const honest = { fetch: globalThis.fetch, now: Date.now };
afterEach(() => Object.assign(globalThis, { fetch: honest.fetch }) && Object.assign(Date, { now: honest.now }));

const issued = (proof) => JSON.parse(Buffer.from(proof.split(".")[1], "base64url")).iat;

/** A service whose clock is right, and which takes proofs of its time only. */
function serve(answers = () => Response.json({ version: 1, state: "claimed", chip: null })) {
  const calls = [];
  globalThis.fetch = async (url, { headers }) => {
    calls.push(url);
    const now = honest.now();
    const right = Math.abs(issued(headers.DPoP) - now / 1000) <= 300;
    const answer = right ? answers(calls.length) : Response.json({ code: "invalid_dpop_proof" }, { status: 401 });
    answer.headers.set("Date", new Date(now).toUTCString());
    return answer;
  };
  return calls;
}

for (const hours of [-26, 26]) {
  test(`a phone whose clock is ${hours} hours off`, async () => {
    const calls = serve();
    Date.now = () => honest.now() + hours * 3_600_000;
    const clock = new Clock();
    const service = new Service("https://control.example", "c1", await newKey(), clock);
    assert.equal((await service.status(null)).state, "claimed");
    assert.equal(calls.length, 2);
    assert.ok(Math.abs(clock.now() - honest.now()) < 2000);
    await service.status(1);
    assert.equal(calls.length, 3);
  });
}

for (const code of ["invalid_dpop_proof", "use_dpop_nonce"]) {
  test(`after ${code} the proof is signed anew, three times at most`, async () => {
    for (const refusals of [1, 3, 4]) {
      const proofs = [];
      globalThis.fetch = async (_, { headers }) => {
        proofs.push(headers.DPoP);
        if (proofs.length <= refusals) return Response.json({ code }, { status: 401, headers: { "DPoP-Nonce": `n${proofs.length}` } });
        return Response.json({ version: 1, state: "claimed", chip: null });
      };
      const service = new Service("https://control.example", "c1", await newKey(), new Clock());
      if (refusals < 4) assert.equal((await service.status(null)).state, "claimed");
      else await assert.rejects(service.status(null), { status: 401, code });
      assert.equal(new Set(proofs).size, Math.min(refusals + 1, 4), "no proof is sent twice");
    }
  });
}

for (const status of [403, 404, 410]) {
  test(`${status} is not answered by another proof`, async () => {
    const calls = serve(() => Response.json({ code: "x" }, { status }));
    const service = new Service("https://control.example", "c1", await newKey(), new Clock());
    await assert.rejects(service.status(null), { status });
    assert.equal(calls.length, 1);
  });
}

test("an answer that is not the service's own, as a hotel's network gives, is none", async () => {
  serve(() => new Response("<html>Log in</html>"));
  const service = new Service("https://control.example", "c1", await newKey(), new Clock());
  await assert.rejects(service.status(null), Unreachable);
});

test("every fault of the service's passes, no fault of the page's does", () => {
  for (const status of [408, 429, 500, 502, 503, 504]) assert.ok(new Problem(status, "x").passes, String(status));
  for (const status of [400, 401, 403, 404, 409, 413, 422]) assert.ok(!new Problem(status, "x").passes, String(status));
  assert.ok(new Problem(400, "bad_body").passes, "a body that did not come in time");
});
