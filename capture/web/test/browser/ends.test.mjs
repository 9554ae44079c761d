// How a control ends: the verdict and the way back, ends without one, links that lead nowhere, and what the browser keeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./chromium.mjs";
import { camera, clean, control, looker, mock } from "./rig.mjs";
import { Keyboard, Pointer, claim, heading } from "./walk.mjs";

test("after the end the browser keeps no key: for five minutes while a way back stands, and none of a control that is gone", async () => {
  const kept = (page) => page.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open("idkontroll", 1);
    opening.onsuccess = () => (opening.result.transaction("claims").objectStore("claims").getAll().onsuccess = ({ target }) => resolve(target.result.map(({ until }) => until - Date.now())));
  }));
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    assert.ok((await kept(page))[0] > 900_000);
    at.set({ state: "concluded" });
    await page.locator(".verdict").waitFor();
    assert.ok((await kept(page))[0] <= 300_000);
  });
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    at.set({ state: "expired" });
    await heading(page, "Tiden er ute");
    assert.ok((await kept(page))[0] <= 300_000);
  });
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    mock.controls.delete(at.id);
    at.set({});
    await page.reload();
    await heading(page, "Lenken virker ikke", false);
    assert.deepEqual(await kept(page), []);
  });
});

for (const verdict of ["refused", "inconclusive"]) {
  test(`the verdict ${verdict}`, async () => {
    await control(async (page, at) => {
      await claim(page, new Pointer(page));
      at.set({ state: "concluded", verdict, redirect: "javascript:alert(1)" });
      await page.locator(`.verdict`).waitFor();
      await looker(page, "phone")(`8-${verdict}`);
      assert.equal(await page.getByRole("button", { name: /^Gå til/ }).count(), 0);
    });
  });
}

test("cancelling asks first, and the focus is kept in the question", async () => {
  await control(async (page, at) => {
    const hand = new Keyboard(page);
    await claim(page, hand);
    await hand.press("Avbryt kontrollen");
    await page.getByRole("dialog").waitFor();
    await clean(page, "phone-9-cancel");
    await page.keyboard.press("Escape");
    assert.equal(at.state, "claimed");
    await hand.press("Avbryt kontrollen");
    await hand.press("Ja, avbryt");
    await heading(page, "Kontrollen er avbrutt");
    assert.equal(at.state, "cancelled");
    await clean(page);
  });
});

test("declining claims nothing; consent is asked for by name", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await hand.press("Begynn");
    await page.getByText("slettes etter 30 dager.").waitFor();
    await page.getByText("Selfiene slettes når resultatet foreligger.").waitFor();
    await hand.press("Samtykk og gå videre");
    await page.getByText("Kryss av for at du samtykker").waitFor();
    await clean(page);
    await hand.press("Nei, jeg vil ikke");
    await heading(page, "Du sa nei");
    assert.equal(at.state, "created");
    await clean(page);
    await page.reload();
    await heading(page, "Lenken virker ikke", false);
    assert.equal(at.state, "created");
  });
});

test("a link that another browser claimed is used up; so is one claimed while the consent was read", async () => {
  await control(async (page, at) => {
    const other = await open({ camera });
    try {
      await other.page.goto(`${mock.url}/c/${at.id}#s=${at.secret}`);
      await other.page.getByRole("button", { name: "Begynn" }).click();
      await claim(page, new Pointer(page));
      await other.page.getByRole("checkbox").check();
      await other.page.getByRole("button", { name: "Samtykk og gå videre" }).click();
      await heading(other.page, "Lenken er allerede brukt");
      await other.page.goto(`${mock.url}/c/${at.id}?again#s=${at.secret}`);
      await heading(other.page, "Lenken er allerede brukt", false);
      await clean(other.page);
    } finally {
      await other.close();
    }
  });
});

const ENDS = { cancelled: "Kontrollen er avbrutt", expired: "Tiden er ute", failed: "Kontrollen stoppet" };
for (const [state, words] of Object.entries(ENDS)) {
  test(`${state}: the browser goes back to the issuer, who is told`, async () => {
    await control(async (page, at) => {
      const hand = new Pointer(page);
      await claim(page, hand);
      at.set({ state });
      await heading(page, words);
      await looker(page, "phone")(`8-${state}`);
      await page.reload();
      await heading(page, words, false);
      await hand.press("Bli her");
      assert.equal(await page.getByText(/^Du sendes til/).count(), 0);
      await hand.press(/^Gå til/);
      await page.waitForURL(`${mock.url}/issuer?state=s1&error=${state}`);
    });
  });
}

test("an end without a press leads back too", async () => {
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    at.set({ state: "expired" });
    await page.waitForURL(`${mock.url}/issuer?state=s1&error=expired`);
  });
});

test("a phone opened again after the result's time says what to do, and sends nobody on by itself", async () => {
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    await page.goto("about:blank");
    at.set({ state: "concluded", result_until: new Date(Date.now() - 1000).toISOString() });
    await page.goto(`${mock.url}/c/${at.id}`);
    await page.getByText("Resultatet er blitt for gammelt til å brukes.").waitFor();
    assert.equal(await page.getByText(/^Du sendes til/).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Bli her" }).count(), 0);
    await looker(page, "phone")("8-late");
    await page.getByRole("button", { name: /^Gå til/ }).click();
    await page.waitForURL(`${mock.url}/issuer?state=s1&code=c1`);
  });
});

test("who stays on the page is told when the result's time is over", async () => {
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    at.set({ state: "concluded", result_until: new Date(Date.now() + 4000).toISOString() });
    await heading(page, "Identiteten din er bekreftet");
    await page.getByText("som får resultatet").waitFor();
    await page.getByText("Resultatet er blitt for gammelt til å brukes.").waitFor();
    assert.ok(!(await page.getByText("som får resultatet").isVisible()));
    assert.equal(await page.getByText(/^Du sendes til/).count(), 0);
  });
});
