// The page in real Chromium against the stand-in: every step, every language, by pointer and by keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./chromium.mjs";
import { PICTURES, control, looker, mock } from "./rig.mjs";
import { Keyboard, Pointer, ZONE, claim, giveFields, heading, takeSelfie } from "./walk.mjs";

async function wholeWalk(page, control, hand, look) {
  await claim(page, hand, look);
  await giveFields(page, hand, look);
  await hand.press("Hent adressen");
  await page.getByText(`${mock.url}/v1/relay/${control.id}#t=`).first().waitFor();
  await look("4-chip");
  const reading = control.readChip(look === quiet ? 400 : 2500);
  await page.getByText("Leser brikken").first().waitFor();
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
      at.set({ state: "concluded" });
      await page.locator(".verdict").waitFor();
      await look("8-result");
    }, { viewport: { width: 360, height: 740 }, created: { issuer } });
  });
}

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
