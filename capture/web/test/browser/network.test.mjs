// A bad network, a service that fails for a while, a clock that is wrong: nothing is lost by any of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openLine } from "./line.mjs";
import { clean, control, mock } from "./rig.mjs";
import { Pointer, claim, giveFields, heading, takeSelfie } from "./walk.mjs";

test("a phone whose clock is an hour wrong claims, gets an address and goes on after a reload", async () => {
  for (const wrong of [-3_600_000, 3_600_000]) {
    await control(async (page, at) => {
      const now = Date.now;
      await page.clock.install({ time: now() + wrong });
      await page.reload();
      const hand = new Pointer(page);
      await claim(page, hand);
      await page.reload();
      await heading(page, "Skriv inn det som åpner brikken", false);
      await giveFields(page, hand);
      await hand.press("Hent adressen");
      await page.getByText(`${mock.url}/v1/relay/${at.id}#t=`).first().waitFor();
    });
  }
});

test("the service fails for a while: the page says so, and goes on", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    at.fault = 502;
    at.set({});
    await page.getByText("Vi får ikke kontakt akkurat nå.").waitFor();
    await clean(page, "phone-9-offline");
    await hand.press("Avbryt kontrollen");
    await hand.press("Ja, avbryt");
    await page.getByRole("dialog").getByText("Det er mye å gjøre akkurat nå.").waitFor();
    await clean(page);
    await hand.press("Nei, fortsett");
    at.fault = null;
    await page.getByText("Vi får ikke kontakt akkurat nå.").waitFor({ state: "detached", timeout: 20_000 });
    await giveFields(page, hand);
  });
});

test("when the network is back, nobody waits for the next try", async () => {
  await control(async (page, at, { context }) => {
    await claim(page, new Pointer(page));
    const told = page.getByText("Vi får ikke kontakt akkurat nå.");
    await context.setOffline(true);
    at.set({});
    await told.waitFor();
    await page.waitForTimeout(4300);
    await context.setOffline(false);
    await told.waitFor({ state: "detached", timeout: 1500 });
  });
});

test("a claim whose answer was lost is made again after a reload", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await hand.press("Begynn");
    await hand.tick(/^Jeg samtykker/);
    at.fault = 400;
    await hand.press("Samtykk og gå videre");
    await page.getByText("Det gikk ikke. Prøv igjen.").waitFor();
    at.fault = null;
    await page.reload();
    await claim(page, hand);
  });
});

/** The same over a line that can be broken. */
async function overLine(walk) {
  const direct = mock.url;
  const line = await openLine(direct);
  try {
    mock.url = line.url;
    await control((page, at) => walk(page, at, line));
  } finally {
    mock.url = direct;
    line.close();
  }
}

/** How often a request like this has reached the service. */
const reached = (pattern) => mock.requests.filter((request) => pattern.test(request)).length;

test("a connection breaks while news are waited for: the browser sends the proof twice, and nobody loses the control", async () => {
  await overLine(async (page, at, line) => {
    const hand = new Pointer(page);
    for (const cuts of [1, 2]) {
      line.cut(/^GET \/v1\/phone\/\w+\?after=/);
      if (cuts === 1) await claim(page, hand);
      else at.set({});
      await page.waitForTimeout(2500);
      assert.equal(line.broken, cuts);
    }
    at.set({ attack_hint: "access_denied" });
    await page.getByText("Brikken åpnet seg ikke.").waitFor();
    await page.reload();
    await giveFields(page, hand);
  });
});

test("a connection breaks while a piece is sent: it is not sent for nothing, and the picture is whole", async () => {
  await overLine(async (page, at, line) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await giveFields(page, hand);
    await at.readChip(20);
    line.cut(/^PATCH /);
    const before = reached(/^GET .*\/probes\//);
    await takeSelfie(page, hand);
    await heading(page, "Identiteten din er bekreftet");
    assert.equal(line.broken, 1);
    assert.equal(reached(/^GET .*\/probes\//), before + 1, "the service is asked once where it is");
    assert.equal(at.picture.subarray(0, 2).toString("hex"), "ffd8");
  });
});

test("a connection breaks while the control is claimed: the claim has arrived, and is known as this browser's own", async () => {
  await overLine(async (page, at, line) => {
    line.cut(/^POST \/v1\/phone\/\w+\/claim /);
    await claim(page, new Pointer(page));
    assert.equal(line.broken, 1);
    assert.equal(at.state, "claimed");
  });
});

test("whether a claim has arrived is not guessed: a refused proof does not cost the key", async () => {
  await overLine(async (page, at, line) => {
    const hand = new Pointer(page);
    const status = `**/v1/phone/${at.id}`;
    await page.route(status, (route) => route.fulfill({ status: 401, json: { code: "invalid_dpop_proof" } }));
    await hand.press("Begynn");
    await hand.tick(/^Jeg samtykker/);
    line.cut(/^POST \/v1\/phone\/\w+\/claim /);
    await hand.press("Samtykk og gå videre");
    await page.getByText("Det gikk ikke. Se etter at dato og klokkeslett").waitFor();
    await page.unroute(status);
    await page.reload();
    await heading(page, "Skriv inn det som åpner brikken", false);
  });
});
