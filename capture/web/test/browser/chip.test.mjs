// The chip: what opens it, what went wrong with it, and the address that a reader uses once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clean, control, mock } from "./rig.mjs";
import { Pointer, claim, giveFields, heading, takeSelfie } from "./walk.mjs";

test("the card access number; a chip that stays shut leads back; an interrupted one is read again", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await hand.choose("Kortets tilgangsnummer (CAN)");
    await hand.type("Tilgangsnummer", "12345");
    await hand.press("Gå videre");
    await page.getByText("Tilgangsnummeret har seks sifre.").waitFor();
    await hand.type("Tilgangsnummer", "123456");
    await hand.press("Gå videre");
    await heading(page, "Les brikken");
    at.tell("access", 15);
    await page.getByText("Åpner brikken").first().waitFor();
    at.set({ state: "access_given", chip: null });
    await page.getByText("Lesingen ble avbrutt.").waitFor();
    await clean(page);
    at.set({ state: "access_given", attack_hint: "secure_messaging_failed" });
    await page.getByText("Brikken svarte ikke som den skulle.").waitFor();
    await clean(page);
    await hand.press("Hent adressen");
    await page.waitForFunction(() => document.activeElement?.matches("code"), null, { timeout: 2000 });
    assert.doesNotMatch(await page.locator("details code").textContent(), /pcsc/);
    at.set({ state: "claimed", chip: null, attack_hint: "access_denied" });
    await page.getByText("Brikken åpnet seg ikke.").waitFor();
    await clean(page);
    await page.reload();
    await page.getByText("Brikken åpnet seg ikke.").waitFor();
  });
});

const shown = (page) => page.locator("code.copyable").first();
const again = (page) => page.getByRole("button", { name: "Hent en ny adresse" });

/** To the chip, with an address that is shown and can be used. */
async function draw(page, at) {
  const hand = new Pointer(page);
  await claim(page, hand);
  await giveFields(page, hand);
  await hand.press("Hent adressen");
  await page.getByText("#t=").first().waitFor();
  assert.ok((await shown(page).textContent()).endsWith(`#t=${at.ticket}`));
  return hand;
}

test("an address that was used is not shown again, however fast the reading broke off", async () => {
  await control(async (page, at) => {
    const hand = await draw(page, at);
    at.tell("access", 5);
    await page.getByText("Åpner brikken").first().waitFor();
    assert.equal(await shown(page).count(), 0);
    at.set({ state: "access_given", chip: null });
    await page.getByText("Lesingen ble avbrutt.").waitFor();
    assert.equal(await shown(page).count(), 0);
    await page.locator("[data-language=en]").click();
    assert.equal(await shown(page).count(), 0);
    await page.locator("[data-language=nb]").click();
    await hand.press("Hent adressen");
    await page.getByText("#t=").first().waitFor();
    at.version += 2;
    at.ring();
    await page.getByText("Adressen gjelder ikke lenger.").waitFor();
    assert.equal(await shown(page).count(), 0);
    await clean(page, "phone-4-void");
  });
});

test("a reader that fell silent need not be waited for: a new address is at hand while it is", async () => {
  await control(async (page, at) => {
    await draw(page, at);
    const used = at.ticket;
    at.tell("files", 40);
    await page.getByText("Skjer det ingenting?").waitFor();
    await clean(page, "phone-4-silent");
    await again(page).click();
    await page.getByText("#t=").first().waitFor();
    assert.notEqual(at.ticket, used);
    assert.equal(await page.getByText("Lesingen ble avbrutt.").count(), 0, "who asked for it is told of no trouble");
    assert.ok(await shown(page).evaluate((code) => code === document.activeElement));
    await page.locator("[data-language=en]").click();
    await page.getByText(`#t=${at.ticket}`).first().waitFor();
  });
});

test("too long between chip and selfie: the chip is read again, and the old picture counts no more", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await giveFields(page, hand);
    await at.readChip(20);
    await heading(page, "Ta en selfie");
    at.set({ state: "probe_received" });
    await page.reload();
    await page.getByText("Bildet ditt er mottatt.").waitFor();
    at.sessionOver = true;
    await hand.press("Slå på kameraet");
    await hand.press("Ta bildet");
    await hand.press("Bruk dette bildet");
    await page.getByText("Det gikk for lang tid mellom brikken og selfien.").waitFor();
    await clean(page, "phone-4-session-over");
    await hand.press("Hent adressen");
    await at.readChip(20);
    await heading(page, "Ta en selfie");
    assert.equal(await page.getByText("Bildet ditt er mottatt.").count(), 0);
    await takeSelfie(page, hand);
    await heading(page, "Identiteten din er bekreftet");
  });
});
