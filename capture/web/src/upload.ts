// A picture goes to the service in chunks; after a lost connection it goes on where the service has it.

import { hexadecimal } from "./encoding.js";
import { persist, wait } from "./patience.js";
import { Problem, Unreachable } from "./problem.js";
import type { Sending } from "./service.js";

/** The most one request may carry. */
export const CHUNK = 256 * 1024;

/** What the service says of the picture. */
export interface Advice {
  readonly face: "ok" | "face_not_found" | "multiple_faces" | "too_small" | "no_picture";
  readonly attack: "bona_fide" | "attack" | "not_assessed";
}

/** Who sends. */
export interface Sender {
  send(method: string, path: string, sending?: Sending): Promise<unknown>;
}

interface Answer {
  readonly offset?: number;
  readonly advice?: Advice | null;
}

/** Sends the picture and returns the service's advice. */
export async function upload(
  sender: Sender,
  picture: Blob,
  told: (sent: number) => void,
  waiting: (milliseconds: number) => Promise<void> = wait,
): Promise<Advice> {
  const sha256 = hexadecimal(new Uint8Array(await crypto.subtle.digest("SHA-256", await picture.arrayBuffer())));
  const opening = { json: { bytes: picture.size, sha256 } };
  const { probe } = (await persist(() => sender.send("POST", "/probes", opening), 6, waiting)) as { probe: string };
  const path = `/probes/${encodeURIComponent(probe)}`;
  let offset = 0;
  for (let failures = 0; ; ) {
    try {
      const answer = await sendChunk(sender, path, picture, offset);
      offset = answer.offset ?? offset;
      failures = 0;
      told(offset);
      if (offset >= picture.size) return adviceOf(answer);
    } catch (error) {
      if (!mayResume(error) || (failures += 1) > 8) throw error;
      await waiting(Math.min(250 * 2 ** failures, 10_000));
      const known = (await persist(() => sender.send("GET", path), 6, waiting)) as Answer;
      offset = known.offset ?? 0;
      if (offset >= picture.size) return adviceOf(known);
    }
  }
}

async function sendChunk(sender: Sender, path: string, picture: Blob, offset: number): Promise<Answer> {
  const bytes = picture.slice(offset, offset + CHUNK);
  const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
  return (await sender.send("PATCH", path, { bytes, headers })) as Answer;
}

/** A lost answer and an offset that is not the service's own are mended by asking where the service is. */
function mayResume(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && (error.passes || error.code === "upload_offset"));
}

function adviceOf(answer: Answer): Advice {
  return answer.advice ?? { face: "no_picture", attack: "not_assessed" };
}
