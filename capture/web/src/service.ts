// The service's phone interface. Every request after the introduction carries a proof; the service's nonces are followed.

import type { Clock } from "./clock.js";
import { Problem, Unreachable } from "./problem.js";
import { prove } from "./proof.js";

/** Where a control stands. */
export type State =
  | "created"
  | "claimed"
  | "access_given"
  | "chip_reading"
  | "chip_read"
  | "probe_received"
  | "judging"
  | "concluded"
  | "cancelled"
  | "expired"
  | "failed"
  | "deleted";

/** What the service says of a control. */
export interface Status {
  readonly version: number;
  readonly state: State;
  readonly chip: { readonly stage: string; readonly percent: number } | null;
  /** What was wrong with the last attempt: a reason of the chip's, or an advice on the picture. */
  readonly attack_hint?: string | null;
  readonly verdict?: "accepted" | "refused" | "inconclusive" | null;
  readonly redirect?: string | null;
  /** Until when the issuer takes the result, RFC 3339. */
  readonly result_until?: string | null;
}

/** Who asks for the control, and why. */
export interface Introduction {
  readonly issuer: string;
  readonly purpose: string;
  readonly state: State;
  readonly expires_at: string;
  /** For how many days what is proven is kept, and whether that holds the person's pictures. */
  readonly retention: { readonly days: number; readonly pictures: boolean };
}

/** What opens the chip. */
export type Access =
  | { readonly mrz: string }
  | { readonly document_number: string; readonly birth: string; readonly expiry: string }
  | { readonly can: string };

/** The address that one relay may use once. */
export interface Ticket {
  readonly session: string;
  readonly expires_at: string;
}

/** What one request sends. */
export interface Sending {
  readonly json?: object;
  readonly bytes?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** How often a request is sent with a proof signed anew. */
const ANEW = 3;

/** Asks who wants the control; claims nothing. */
export async function introduce(origin: string, control: string, secret: string, clock: Clock): Promise<Introduction> {
  const answer = await reach(`${origin}/v1/phone/${control}/introduction`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ secret }),
  });
  clock.hear(answer);
  if (!answer.ok) throw await Problem.of(answer);
  return (await read(answer)) as Introduction;
}

/** One control as the browser that holds its key sees it. */
export class Service {
  #nonce: string | null = null;

  constructor(
    readonly origin: string,
    readonly control: string,
    readonly key: CryptoKeyPair,
    readonly clock: Clock,
  ) {}

  claim(secret: string, language: string): Promise<Status> {
    return this.send("POST", "/claim", { json: { secret, consent: true, language } }) as Promise<Status>;
  }

  /** The status, as soon as it is newer than `after`; the service waits for that. */
  status(after: number | null, signal?: AbortSignal): Promise<Status> {
    const query = after === null ? "" : `?after=${after}`;
    return this.send("GET", query, signal ? { signal } : {}) as Promise<Status>;
  }

  access(access: Access): Promise<unknown> {
    return this.send("POST", "/access", { json: access });
  }

  ticket(): Promise<Ticket> {
    return this.send("POST", "/ticket", { json: {} }) as Promise<Ticket>;
  }

  conclude(): Promise<unknown> {
    return this.send("POST", "/conclude", { json: {} });
  }

  cancel(): Promise<unknown> {
    return this.send("POST", "/cancel", { json: {} });
  }

  /**
   * One request, with a proof signed anew where the first was refused: it had no fresh nonce, its clock was wrong, or the
   * browser itself sent it twice. A browser does so, proof and all, when a connection that it used before breaks.
   */
  async send(method: string, path: string, sending: Sending = {}): Promise<unknown> {
    const url = `${this.origin}/v1/phone/${this.control}${path}`;
    for (let anew = 0; ; anew += 1) {
      const answer = await this.#once(method, url, sending);
      this.clock.hear(answer);
      if (answer.ok) return read(answer);
      const problem = await Problem.of(answer);
      if (problem.status !== 401 || anew === ANEW) throw problem;
    }
  }

  async #once(method: string, url: string, sending: Sending): Promise<Response> {
    const proof = await prove(this.key, { method, url, nonce: this.#nonce }, this.clock.now());
    const json = sending.json && JSON.stringify(sending.json);
    const answer = await reach(url, {
      method,
      headers: { ...(json ? { "Content-Type": "application/json" } : {}), ...sending.headers, DPoP: proof },
      ...(json ? { body: json } : sending.bytes ? { body: sending.bytes } : {}),
      ...(sending.signal ? { signal: sending.signal } : {}),
    });
    this.#nonce = answer.headers.get("DPoP-Nonce") ?? this.#nonce;
    return answer;
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  const always = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" } as const;
  return fetch(url, { ...init, ...always }).catch(lost);
}

/** An answer that breaks off, or is not the service's own, is no answer. */
function read(answer: Response): Promise<unknown> {
  return answer.json().catch(lost);
}

function lost(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new Unreachable("no answer");
}
