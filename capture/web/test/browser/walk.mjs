// Walks through a control, by pointer or by keyboard alone, and lets each screen be looked at on the way.

import assert from "node:assert/strict";

/** How a person uses the page with a pointer. */
export class Pointer {
  constructor(page) {
    this.page = page;
  }

  press(name) {
    return this.page.getByRole("button", { name }).first().click();
  }

  tick(name) {
    return this.page.getByRole("checkbox", { name }).check();
  }

  choose(name) {
    return this.page.locator("label", { hasText: name }).click();
  }

  type(name, text, index = 0) {
    return this.page.getByLabel(name, { exact: true }).nth(index).fill(text);
  }
}

/** The same with a keyboard alone: the focus is moved by Tab until it is there. */
export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  async reach(locator) {
    await locator.waitFor();
    const target = await locator.elementHandle();
    for (let presses = 0; presses < 80; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`not reached by keyboard: ${locator}`);
  }

  async press(name) {
    await this.reach(this.page.getByRole("button", { name }).first());
    await this.page.keyboard.press("Enter");
  }

  async tick(name) {
    await this.reach(this.page.getByRole("checkbox", { name }));
    await this.page.keyboard.press("Space");
  }

  async choose(name) {
    const radio = this.page.getByRole("radio", { name });
    const chosen = this.page.locator("input[type=radio]:checked");
    await this.reach(chosen);
    for (let presses = 0; presses < 4 && !(await radio.isChecked()); presses += 1) await this.page.keyboard.press("ArrowDown");
    assert.ok(await radio.isChecked());
  }

  async type(name, text, index = 0) {
    await this.reach(this.page.getByLabel(name, { exact: true }).nth(index));
    await this.page.keyboard.type(text);
  }
}

/** Waits for the screen with this heading, which must have the focus. */
export async function heading(page, name, focused = true) {
  const found = page.getByRole("heading", { level: 1, name });
  await found.waitFor();
  if (focused) assert.ok(await found.evaluate((element) => element === document.activeElement), `${name} has the focus`);
}

/** The document that the walks type in, as ICAO 9303-4 shows it. */
export const ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

/** From the link to the claimed control. */
export async function claim(page, hand, look = async () => undefined) {
  await heading(page, "Bekreft hvem du er", false);
  await look("1-start");
  await hand.press("Begynn");
  await heading(page, "Ditt samtykke");
  await look("2-consent");
  await hand.tick(/^Jeg samtykker/);
  await hand.press("Samtykk og gå videre");
  await heading(page, "Skriv inn det som åpner brikken");
}

/** From the claimed control to the chip. */
export async function giveFields(page, hand, look = async () => undefined) {
  await hand.type("Dokumentnummer", "L898902C3");
  for (const [index, [day, month, year]] of [["12", "8", "1974"], ["15", "4", "2032"]].entries()) {
    await hand.type("Dag", day, index);
    await hand.type("Måned", month, index);
    await hand.type("År", year, index);
  }
  await look("3-document");
  await hand.press("Gå videre");
  await heading(page, "Les brikken");
}

/** From the read chip to the picture on its way. */
export async function takeSelfie(page, hand, look = async () => undefined) {
  await heading(page, "Ta en selfie");
  await look("5-selfie");
  await hand.press("Slå på kameraet");
  await page.locator("video").waitFor();
  await page.locator(".hint:not(:empty)").waitFor();
  await look("6-camera");
  await hand.press("Ta bildet");
  await page.locator("img.taken").waitFor();
  await look("7-review");
  await hand.press("Bruk dette bildet");
}
