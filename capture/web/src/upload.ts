// A picture goes to the service in pieces; after a lost connection it goes on where the service has it.

import { hexadecimal } from "./encoding.js";
import { persist, wait } from "./patience.js";
import { PieceSize } from "./piece_size.js";
import { Problem, Unreachable } from "./problem.js";
import type { Sending } from "./service.js";

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

/** Pieces in a row that may be lost. */
const LOSSES = 8;

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
  const size = new PieceSize();
  let offset = 0;
  for (let failures = 0; ; ) {
    const begun = performance.now();
    try {
      const answer = await sendPiece(sender, path, picture.slice(offset, offset + size.bytes), offset);
      size.arrived(performance.now() - begun);
      offset = answer.offset ?? offset;
      failures = 0;
      told(offset);
      if (offset >= picture.size) return adviceOf(answer);
    } catch (error) {
      if (!mayResume(error) || (failures += 1) > LOSSES) throw error;
      if (isOfSize(error)) size.shrink();
      await waiting(Math.min(250 * 2 ** failures, 10_000));
      const known = (await persist(() => sender.send("GET", path), 6, waiting)) as Answer;
      offset = known.offset ?? 0;
      if (offset >= picture.size) return adviceOf(known);
    }
  }
}

async function sendPiece(sender: Sender, path: string, bytes: Blob, offset: number): Promise<Answer> {
  const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
  return (await sender.send("PATCH", path, { bytes, headers })) as Answer;
}

/** A lost answer, a piece that was too large and an offset that is not the service's are mended by asking where it is. */
function mayResume(error: unknown): boolean {
  return isOfSize(error) || (error instanceof Problem && (error.passes || error.code === "upload_offset"));
}

/** A smaller piece may come through: the line broke, was too slow, or does not take so much at once. */
function isOfSize(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && ([408, 413].includes(error.status) || error.code === "bad_body"));
}

function adviceOf(answer: Answer): Advice {
  return answer.advice ?? { face: "no_picture", attack: "not_assessed" };
}
