// Runs other programs and says which, as a person would type them.

import { spawn } from "node:child_process";

/** A line of the account. */
export const say = (text) => console.log(text);

/** Runs it to its end. `typed` is what a person would type, without secrets. */
export function run(program, words, { typed, input } = {}) {
  if (typed) say(`   $ ${typed}`);
  const child = spawn(program, words, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
  if (input !== undefined) child.stdin.end(input);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes) => (said.stdout += bytes));
  child.stderr.on("data", (bytes) => (said.stderr += bytes));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

/** Starts it and waits until it says so on standard error. */
export function start(program, words, { typed, ready, seconds = 60 }) {
  say(`   $ ${typed} &`);
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready: ${said}`)), seconds * 1000);
    child.stderr.on("data", (bytes) => {
      said += bytes;
      if (!ready.test(said)) return;
      clearTimeout(late);
      resolve({ stop: () => child.kill("SIGTERM"), said: () => said });
    });
    child.on("error", reject);
    child.on("exit", () => ready.test(said) || reject(new Error(`ended: ${said}`)));
  });
}

/** Looks again and again until it is so. */
export async function until(what, look, seconds = 60) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}
