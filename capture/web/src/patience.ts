// Waiting and trying again: a lost network or a busy service is no failure of the control.

import { Problem, Unreachable } from "./problem.js";

/** Waits, unless it is called off. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const calledOff = (): void => {
      clearTimeout(timer);
      reject(new DOMException("called off", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", calledOff);
      resolve();
    }, milliseconds);
    if (signal?.aborted) calledOff();
    else signal?.addEventListener("abort", calledOff, { once: true });
  });
}

/** How long to wait before trying again; null when trying again cannot help. */
export function delayAfter(error: unknown, failures: number): number | null {
  const backOff = Math.min(500 * 2 ** failures, 15_000);
  if (error instanceof Unreachable) return backOff;
  if (error instanceof Problem && error.passes) return Math.max((error.retryAfter ?? 0) * 1000, backOff);
  return null;
}

/** Does it, again and again while it fails for a reason that passes. */
export async function persist<T>(action: () => Promise<T>, tries: number, waiting = wait): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await action();
    } catch (error) {
      const delay = delayAfter(error, failures);
      if (delay === null || failures + 1 >= tries) throw error;
      await waiting(delay);
    }
  }
}
