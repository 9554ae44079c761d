// The page in real Chromium against the stand-in: every step, every language, by pointer and by keyboard.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startMock } from "../mock.mjs";
import { cameraFile, mind, open, violations } from "./chromium.mjs";
import { Keyboard, Pointer, ZONE, claim, giveFields, heading, takeSelfie } from "./walk.mjs";

const PICTURES = process.env.IDK_SCREENSHOTS;
let camera;
let folder;
let mock;
before(async () => {
  mock = await startMock();
  folder = await mkdtemp(join(tmpdir(), "idkontroll-page-"));
  camera = await cameraFile("obama2.jpg", folder);
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
});
after(async () => {
  mock.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a new control and gives it to the walk; whatever must not happen fails the test. */
async function control(walk, { created = {}, ...options } = {}) {
  const browser = await open({ camera, ...options });
  const { control, link } = mock.create(created);
  const faults = mind(browser.page, mock.url);
  try {
    await browser.page.goto(link);
    await walk(browser.page, control, browser);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

/** Looks at a screen in every language: axe-core finds nothing, nothing is cut off. */
function looker(page, kind) {
  return async (name) => {
    for (const language of ["en", "nn", "se", "nb"]) {
      if (!["6-camera", "7-review"].includes(name)) await page.locator(`[data-language=${language}]`).click();
      else if (language !== "nb") continue;
      if (!["6-camera", "7-review"].includes(name)) assert.equal(await page.evaluate(() => document.documentElement.lang), language);
      assert.deepEqual(await violations(page), [], `${kind} ${name} ${language}`);
      const cut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(cut <= 0, `${kind} ${name} ${language} is ${cut} pixels too wide`);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${kind}-${name}-${language}.png`, fullPage: true });
    }
  };
}

async function wholeWalk(page, control, hand, look) {
  await claim(page, hand, look);
  await giveFields(page, hand, look);
  await hand.press("Hent adressen");
  await page.getByText(`${mock.url}/v1/relay/${control.id}#t=`).first().waitFor();
  await look("4-chip");
  const reading = control.readChip(look === quiet ? 400 : 2500);
  await page.getByText("Leser bildet i brikken").first().waitFor();
  await look("4-reading");
  await reading;
  await takeSelfie(page, hand, look);
  await heading(page, "Identiteten din er bekreftet");
  await look("8-result");
}
const quiet = async () => undefined;

for (const [kind, options] of Object.entries({
  phone: {},
  narrow: { viewport: { width: 320, height: 640 } },
  desktop: { viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: "dark" },
})) {
  test(`all steps, ${kind}: axe-core finds nothing in any language`, async () => {
    await control(async (page, at) => {
      assert.equal(new URL(page.url()).hash, "");
      await wholeWalk(page, at, new Pointer(page), looker(page, kind));
      assert.deepEqual(at.access, { document_number: "L898902C3", birth: "1974-08-12", expiry: "2032-04-15" });
      assert.equal(at.picture.subarray(0, 2).toString("hex"), "ffd8");
      await page.getByRole("button", { name: /^Gå til/ }).click();
      await page.waitForURL(`${mock.url}/issuer?state=s1&code=c1`);
    }, options);
  });
}

const DRESSES = {
  spacing: "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
  large: "html { font-size: 200% !important }",
};
for (const [kind, rules] of Object.entries(DRESSES)) {
  test(`all steps on a small phone, ${kind}: nothing is cut off, WCAG 1.4.4 and 1.4.12`, async () => {
    await control(async (page, at) => {
      await page.evaluate((rules) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(rules);
        document.adoptedStyleSheets = [sheet];
      }, rules);
      const look = async (name) => {
        const cut = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((element) => {
          const { right, left, width } = element.getBoundingClientRect();
          return width > 1 && !element.closest("svg, .unseen, .steps, input") && (right > innerWidth + 1 || left < -1 || element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && getComputedStyle(element).display !== "inline");
        }).map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 40)}`));
        assert.deepEqual(cut, [], `${kind} ${name}`);
        if (PICTURES) await page.screenshot({ path: `${PICTURES}/${kind}-${name}.png`, fullPage: true });
      };
      await wholeWalk(page, at, new Pointer(page), look);
    }, { viewport: { width: 360, height: 740 } });
  });
}

test("by keyboard alone, with reduced motion, and on to the issuer without a press", async () => {
  await control(async (page, at) => {
    await wholeWalk(page, at, new Keyboard(page), quiet);
    await page.waitForURL(`${mock.url}/issuer?state=s1&code=c1`);
  }, { reducedMotion: "reduce" });
});

test("a reload goes on where it was, before and after the claim, and so does a second tab", async () => {
  await control(async (page, at, { context }) => {
    const hand = new Pointer(page);
    await page.reload();
    await claim(page, hand);
    await page.reload();
    await heading(page, "Skriv inn det som åpner brikken", false);
    mock.newNonce();
    await giveFields(page, hand);
    await at.readChip(20);
    await page.reload();
    await heading(page, "Ta en selfie", false);
    const second = await context.newPage();
    await second.goto(`${mock.url}/c/${at.id}`);
    await heading(second, "Ta en selfie", false);
  });
});

test("the lines: feedback while they are typed, a wrong one is named, and the whole zone is given", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await hand.choose("De nederste linjene");
    await hand.type("Linjene nederst i dokumentet", ZONE.replace("L898902C3", "L898902C4"));
    await page.getByText("Dokumentnummer: stemmer ikke").waitFor();
    await hand.press("Gå videre");
    await page.getByText("Noe er feil skrevet: Dokumentnummer").waitFor();
    assert.deepEqual(await violations(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/phone-3-zone.png`, fullPage: true });
    await hand.type("Linjene nederst i dokumentet", ZONE.toLowerCase());
    await hand.press("Gå videre");
    await heading(page, "Les brikken");
    assert.deepEqual(at.access, { mrz: `${ZONE.slice(0, 44)}\n${ZONE.slice(44)}` });
  });
});

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
    at.set({ state: "chip_reading", chip: { stage: "PACE", percent: 10 } });
    await page.getByText("Åpner brikken").first().waitFor();
    at.set({ state: "access_given", chip: null });
    await page.getByText("Lesingen ble avbrutt.").waitFor();
    assert.deepEqual(await violations(page), []);
    at.set({ state: "access_given", attack_hint: "secure_messaging_failed" });
    await page.getByText("Brikken svarte ikke som den skulle.").waitFor();
    assert.deepEqual(await violations(page), []);
    await hand.press("Hent adressen");
    at.set({});
    await page.waitForFunction(() => document.activeElement?.matches("code"), null, { timeout: 2000 });
    assert.doesNotMatch(await page.locator("details code").textContent(), /pcsc/);
    at.set({ state: "claimed", chip: null, attack_hint: "access_denied" });
    await page.getByText("Brikken åpnet seg ikke.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await page.getByText("Brikken åpnet seg ikke.").waitFor();
  });
});

test("advice: another picture is asked for; a broken connection goes on where it was", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await giveFields(page, hand);
    await at.readChip(20);
    at.broken = 2;
    await takeSelfie(page, hand);
    await page.getByText("Du er for langt unna.").waitFor();
    assert.deepEqual(await violations(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/phone-7-advice.png`, fullPage: true });
    await hand.press("Ta et nytt bilde");
    await page.locator("video").waitFor();
    await hand.press("Ta bildet");
    await hand.press("Bruk dette bildet");
    await heading(page, "Identiteten din er bekreftet");
  }, { created: { advice: { face: "too_small", attack: "not_assessed" } } });
});

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
    assert.deepEqual(await violations(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/phone-9-offline.png`, fullPage: true });
    await hand.press("Avbryt kontrollen");
    await hand.press("Ja, avbryt");
    await page.getByRole("dialog").getByText("Det er mye å gjøre akkurat nå.").waitFor();
    assert.deepEqual(await violations(page), []);
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

test("a camera that fails does not take away the way to finish; another picture may be wanted after a reload", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await giveFields(page, hand);
    await at.readChip(20);
    at.set({ attack_hint: "too_small" });
    await page.reload();
    await page.getByText("Du er for langt unna.").waitFor();
    at.set({ state: "probe_received", attack_hint: null });
    await page.reload();
    await hand.press("Slå på kameraet");
    await page.getByText("Siden fikk ikke bruke kameraet.").waitFor();
    await hand.press("Avslutt kontrollen");
    await heading(page, "Identiteten din er bekreftet");
  }, { camera: null });
});

test("after the end the browser keeps no key: at once, or where a way back stands, after five minutes", async () => {
  const kept = (page) => page.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open("idkontroll", 1);
    opening.onsuccess = () => (opening.result.transaction("claims").objectStore("claims").getAll().onsuccess = ({ target }) => resolve(target.result.map(({ until }) => until - Date.now())));
  }));
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    assert.ok((await kept(page))[0] > 900_000);
    at.set({ state: "concluded", verdict: "accepted", redirect: `${mock.url}/issuer?state=s1&code=c1` });
    await page.locator(".verdict").waitFor();
    assert.ok((await kept(page))[0] <= 300_000);
  });
  await control(async (page, at) => {
    await claim(page, new Pointer(page));
    at.set({ state: "expired" });
    await heading(page, "Tiden er ute");
    assert.deepEqual(await kept(page), []);
  });
});

for (const issuer of ["Direktoratet for elektronisk identifikasjon og tillitstjenester AS", "Ætt & <b>Sønn</b> \u202Eנורווגיה – 株式会社", "W".repeat(64)]) {
  test(`an issuer named ${issuer}: nothing is cut off, nothing is markup`, async () => {
    await control(async (page, at) => {
      const look = looker(page, `issuer-${issuer.length}`);
      await claim(page, new Pointer(page), look);
      assert.equal(await page.locator("main b").count(), 0);
      await look("3-document");
      await page.getByRole("button", { name: "Avbryt kontrollen" }).click();
      assert.ok(await page.getByRole("dialog").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth));
      await page.keyboard.press("Escape");
      at.set({ state: "concluded", verdict: "accepted", redirect: `${mock.url}/issuer?state=s1&code=c1` });
      await page.locator(".verdict").waitFor();
      await look("8-result");
    }, { viewport: { width: 360, height: 740 }, created: { issuer } });
  });
}

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
    assert.deepEqual(await violations(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/phone-9-cancel.png` });
    await page.keyboard.press("Escape");
    assert.equal(at.state, "claimed");
    await hand.press("Avbryt kontrollen");
    await hand.press("Ja, avbryt");
    await heading(page, "Kontrollen er avbrutt");
    assert.equal(at.state, "cancelled");
    assert.deepEqual(await violations(page), []);
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
    assert.deepEqual(await violations(page), []);
    await hand.press("Nei, jeg vil ikke");
    await heading(page, "Du sa nei");
    assert.equal(at.state, "created");
    assert.deepEqual(await violations(page), []);
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
      assert.deepEqual(await violations(other.page), []);
    } finally {
      await other.close();
    }
  });
});

test("a refused camera and an incomplete link are explained", async () => {
  await control(async (page, at) => {
    const hand = new Pointer(page);
    await claim(page, hand);
    await giveFields(page, hand);
    await at.readChip(20);
    await hand.press("Slå på kameraet");
    await page.getByText("Siden fikk ikke bruke kameraet.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.goto(`${mock.url}/c/unknown`);
    await heading(page, "Lenken virker ikke", false);
  }, { camera: null });
});

test("text at 200 % on a desktop: nothing is cut off", async () => {
  await control(async (page) => {
    await claim(page, new Pointer(page));
    const cut = await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    assert.ok(cut <= 0, `${cut} pixels too wide`);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/zoom-3-document.png`, fullPage: true });
  }, { viewport: { width: 640, height: 800 } });
});
