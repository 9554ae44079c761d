// Real Chromium with a camera that shows a file, and what every page of ours must keep to.

import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { writeCameraFile } from "./camera_file.mjs";

const EXECUTABLE = process.env.IDK_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A portrait of the demonstration's. */
export function portrait(name) {
  const cache = process.env.IDK_CACHE || (process.env.XDG_CACHE_HOME && join(process.env.XDG_CACHE_HOME, "idkontroll")) || join(homedir(), ".cache/idkontroll");
  const file = join(cache, "portraits", name);
  return existsSync(file) ? file : null;
}

/** The camera that shows this portrait; without one, Chromium's own pattern. */
export async function cameraFile(name, folder) {
  const picture = portrait(name);
  return picture ? writeCameraFile(picture, join(folder, `${name}.y4m`), { executablePath: EXECUTABLE }) : undefined;
}

/** A browser of its own, with nothing kept from another. `camera`: a file, or null for a refused camera. */
export async function open({ camera, ...options } = {}) {
  const profile = await mkdtemp(join(tmpdir(), "idkontroll-chromium-"));
  const shown = camera === null ? [] : ["--use-fake-ui-for-media-stream", ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : [])];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: [...FLAGS, "--use-fake-device-for-media-stream", ...shown],
    viewport: { width: 412, height: 860 },
    locale: "nb-NO",
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, page, close };
}

/** Collects what must not happen: script errors, breaches of the content security policy, requests elsewhere. */
export function mind(page, origin) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4\d\d|502)|ERR_/.test(message.text())) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("blob:")) faults.push(`request to ${request.url()}`);
    if (/[?&#]s=|secret=/.test(request.url())) faults.push("the secret left the fragment");
  });
  return faults;
}

/** What axe-core finds, in one line each. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await globalThis.axe.run(document, { runOnly: tags })).violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html.slice(0, 120))]);
  });
  return found.map(([id, nodes]) => `${id}: ${nodes.join(" | ")}`);
}
