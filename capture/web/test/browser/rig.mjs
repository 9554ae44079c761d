// A new control in a new browser for every test: whatever must not happen on the way fails it.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { startMock } from "../mock.mjs";
import { cameraFile, mind, open, violations } from "./chromium.mjs";

/** Where pictures of the screens are saved, if anywhere. */
export const PICTURES = process.env.IDK_SCREENSHOTS;
/** The stand-in. */
export let mock;
/** What the camera shows. */
export let camera;
let folder;

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

/** Opens a new control and gives it to the walk. */
export async function control(walk, { created = {}, ...options } = {}) {
  const browser = await open({ camera, ...options });
  const { control, link } = mock.create(created);
  const faults = mind(browser.page, mock.url);
  try {
    await browser.page.goto(link);
    await walk(browser.page, control, browser);
    assert.deepEqual([...faults, ...mock.faults.splice(0)], []);
  } finally {
    await browser.close();
  }
}

/** What axe-core finds on the screen is nothing. */
export async function clean(page, picture) {
  assert.deepEqual(await violations(page), []);
  if (PICTURES && picture) await page.screenshot({ path: `${PICTURES}/${picture}.png`, fullPage: true });
}

/** Looks at a screen in every language: axe-core finds nothing, nothing is cut off. */
export function looker(page, kind) {
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
