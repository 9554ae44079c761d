// The address for a relay: shown only while nothing is known to have used it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Address } from "../../build/address.js";
import { Problem } from "../../build/problem.js";

const ticket = { session: "s1", expires_at: "2026-01-01T00:00:00Z" };
const at = (version, state = "access_given") => ({ version, state, chip: null });
const service = (status) => ({ ticket: async () => ticket, status: async () => status });

test("it is good for the version at which it was drawn, whatever is heard late", async () => {
  const address = new Address();
  let drawn = 0;
  address.drawn = () => (drawn += 1);
  await address.draw(service(at(8)));
  for (const late of [at(4, "chip_reading"), at(8)]) address.follow(late);
  assert.deepEqual([address.ticket, address.isWanted, drawn], [ticket, true, 1]);
});

test("used, drawn elsewhere or ended: it is void", async () => {
  for (const later of [at(12, "chip_reading"), at(16), at(12, "cancelled")]) {
    const address = new Address();
    await address.draw(service(at(8)));
    address.follow(later);
    assert.deepEqual([address.ticket, address.isWanted], [null, false]);
  }
});

test("one that was used before it could be shown is not shown", async () => {
  const address = new Address();
  await address.draw(service(at(12, "chip_reading")));
  assert.equal(address.ticket, null);
});

test("while one is drawn it is wanted, and no longer when that failed", async () => {
  const address = new Address();
  const drawing = address.draw({ ...service(at(8)), ticket: async () => Promise.reject(new Problem(409, "wrong_state")) });
  assert.ok(address.isWanted);
  await assert.rejects(drawing, { code: "wrong_state" });
  assert.ok(!address.isWanted);
});
