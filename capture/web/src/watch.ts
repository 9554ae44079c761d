// Follows a control by long polling until it has ended, through lost networks.

import { delayAfter, wait } from "./patience.js";
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

const ENDED = new Set(["concluded", "cancelled", "expired", "failed", "deleted"]);

/** Follows the control until it has ended or it is called off. */
export async function watch(service: Service, watcher: Watcher, signal: AbortSignal): Promise<void> {
  let version: number | null = null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const status: Status = await service.status(version, signal);
      if (failures > 0) watcher.reachable(true);
      failures = 0;
      if (status.version !== version) watcher.changed(status);
      version = status.version;
      if (ENDED.has(status.state)) return;
    } catch (error) {
      if (signal.aborted) return;
      const delay = delayAfter(error, failures);
      if (delay === null) return watcher.failed(error);
      if (failures === 0) watcher.reachable(false);
      failures += 1;
      await wait(delay, signal).catch(() => undefined);
    }
  }
}
