// Follows a control by long polling until it has ended, through lost networks and a phone that was asleep.

import { isFinal } from "./flow.js";
import { delayAfter, wait } from "./patience.js";
import { Unreachable } from "./problem.js";
import type { Service, Status } from "./service.js";

/** Who is told. */
export interface Watcher {
  /** The status is new. */
  changed(status: Status): void;
  /** Whether the service can be reached has changed. */
  reachable(reachable: boolean): void;
  /** Nothing more can be learnt. */
  failed(error: unknown): void;
}

/** Tells when the page is seen again or the network is back. */
export type Waking = (woken: () => void, signal: AbortSignal) => void;

/** The service answers within 25 s; a request older than this was lost on the way. */
const LONGEST = 40_000;

/** Follows the control until it has ended or it is called off. */
export async function watch(service: Pick<Service, "status">, watcher: Watcher, signal: AbortSignal, waking: Waking = seenAgain): Promise<void> {
  let version: number | null = null;
  let failures = 0;
  let turn = new AbortController();
  waking(() => turn.abort("woken"), signal);
  signal.addEventListener("abort", () => turn.abort(), { once: true });
  while (!signal.aborted) {
    turn = new AbortController();
    const lost = setTimeout((asked: AbortController) => asked.abort("lost"), LONGEST, turn);
    try {
      const status: Status = await service.status(failures > 0 ? null : version, turn.signal);
      if (failures > 0) watcher.reachable(true);
      failures = 0;
      if (status.version !== version) watcher.changed(status);
      version = status.version;
      if (isFinal(status.state)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (turn.signal.reason === "woken") continue;
      const delay = delayAfter(turn.signal.aborted ? new Unreachable("lost") : error, failures);
      if (delay === null) return watcher.failed(error);
      if (failures === 0) watcher.reachable(false);
      failures += 1;
      await wait(delay, turn.signal).catch(() => undefined);
    } finally {
      clearTimeout(lost);
    }
  }
}

function seenAgain(woken: () => void, signal: AbortSignal): void {
  const seen = (): void => void (document.visibilityState === "visible" && woken());
  document.addEventListener("visibilitychange", seen, { signal });
  addEventListener("online", woken, { signal });
}
