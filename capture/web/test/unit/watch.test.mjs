// Following a control: faults that pass, and a phone that was put away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, Unreachable } from "../../build/problem.js";
import { watch } from "../../build/watch.js";

/** Watches what the answers give, one after the other; an answer may be an error or a function of the signal. */
async function follow(answers, waking = () => undefined) {
  const told = [];
  const asked = [];
  const status = async (after, signal) => {
    asked.push(after);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(signal) : answer;
  };
  const watcher = {
    changed: ({ state }) => told.push(state),
    reachable: (reachable) => told.push(reachable),
    failed: (error) => told.push(error.code ?? error.message),
  };
  await watch({ status }, watcher, new AbortController().signal, waking);
  return { told, asked };
}
const claimed = { version: 1, state: "claimed" };
const concluded = { version: 2, state: "concluded" };

for (const status of [500, 502, 504]) {
  test(`one ${status} is told and passes`, async () => {
    const { told, asked } = await follow([claimed, new Problem(status, "internal"), claimed, concluded]);
    assert.deepEqual(told, ["claimed", false, true, "concluded"]);
    assert.deepEqual(asked, [null, 1, null, 1], "after a fault the service is asked without waiting for news");
  });
}

test("a refusal ends", async () => {
  assert.deepEqual((await follow([new Problem(403, "forbidden")])).told, ["forbidden"]);
});

test("whoever comes back to the page does not wait for the next try", async () => {
  const began = Date.now();
  let wake;
  const answers = [claimed, ...Array.from({ length: 5 }, () => new Unreachable("x")), concluded];
  const woken = setInterval(() => wake(), 20);
  const { told } = await follow(answers, (woken) => (wake = woken));
  clearInterval(woken);
  assert.deepEqual(told, ["claimed", false, true, "concluded"]);
  assert.ok(Date.now() - began < 2000, "five tries alone wait for 15 seconds");
});

test("a request that hangs since the phone slept is dropped, and that is no fault", async () => {
  let wake;
  const hangs = (signal) => new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    setTimeout(() => wake(), 10);
  });
  assert.deepEqual((await follow([claimed, hangs, concluded], (woken) => (wake = woken))).told, ["claimed", "concluded"]);
});
