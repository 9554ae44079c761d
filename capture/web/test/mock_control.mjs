// One control of the stand-in: its states, as the service's control/state.rs has them, and what the phone sees of it.

import { createHash, randomBytes } from "node:crypto";

/** What the service answers when something is wrong. */
export class Problem extends Error {
  constructor(status, code, headers = {}) {
    super(code);
    Object.assign(this, { status, code, headers });
  }
}

const STEPS = { created: "claim", claimed: "access", access_given: "chip", chip_reading: "chip", chip_read: "probe", probe_received: "conclude", judging: "wait" };
const LANGUAGE = /^[a-z]{2,3}$/;
/** The stages as the service's relay/stage.rs names them. */
const STAGES = [["access", 5], ["access", 15], ["files", 40], ["files", 45], ["files", 60], ["files", 80], ["proof", 90]];
/** Progress of a chip session counts between two versions of the control. */
const PROGRESS_STEPS = 4096;
const PIECE = 256 * 1024;

export const hex = (bytes) => randomBytes(bytes).toString("hex");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One control. */
export class Control {
  constructor(origin, { issuer = "Eksempel eID AS", purpose = "Utstede elektronisk ID på nivå høyt", advice, verdict = "accepted", attempts = 3 } = {}) {
    Object.assign(this, { origin, issuer, purpose, verdict, attempts, id: hex(16), secret: randomBytes(32).toString("base64url") });
    Object.assign(this, { state: "created", version: 1, count: 0, chip: null, key: null, attack_hint: null, uploads: new Map(), waiting: [], seen: new Set() });
    this.advice = advice ?? { face: "ok", attack: "bona_fide" };
    this.retention = { days: 30, pictures: false };
    this.redirect = `${origin}/issuer?state=s1&code=c1`;
    this.result_until = new Date(Date.now() + 900_000).toISOString();
    /** Faults that a test wants: requests answered so, answers to pieces that are lost, a session that is over. */
    Object.assign(this, { fault: null, broken: 0, sessionOver: false });
  }

  /** Something happens to the control. */
  set(changes) {
    Object.assign(this, changes, { version: this.version + 1, count: 0 });
    this.ring();
  }

  ring() {
    for (const answer of this.waiting.splice(0)) answer();
  }

  get isFinal() {
    return ["concluded", "cancelled", "expired", "failed"].includes(this.state);
  }

  /** The phone's view, control/status.rs. */
  get status() {
    const { state, version, count, chip, attack_hint, verdict, redirect, result_until } = this;
    const seen = { version: version * PROGRESS_STEPS + count, state, step: STEPS[state] ?? "done", chip: state === "chip_reading" ? chip : null };
    if (attack_hint) seen.attack_hint = attack_hint;
    if (state === "concluded") return { ...seen, verdict, redirect, result_until };
    return this.isFinal ? { ...seen, reason: `${state}`, redirect: `${this.origin}/issuer?state=s1&error=${state}` } : seen;
  }

  get introduction() {
    const { issuer, purpose, state, retention } = this;
    return { issuer, purpose, policy: "demo-unattended", state, expires_at: new Date(Date.now() + 9e5).toISOString(), retention };
  }

  #must(...states) {
    if (!states.includes(this.state)) throw new Problem(409, "wrong_state");
  }

  /** A long poll: until something has changed, for 25 seconds at most. */
  async news(after) {
    if (after === String(this.status.version) && !this.isFinal) {
      await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), wait(25_000)]);
    }
    return this.status;
  }

  claim({ consent, language }, key) {
    if (consent !== true) throw new Problem(422, "consent_needed");
    if (!LANGUAGE.test(language)) throw new Problem(422, "language");
    if (this.key !== null) throw new Problem(409, "already_claimed");
    this.#must("created");
    this.set({ key, state: "claimed" });
    return this.status;
  }

  giveAccess(access) {
    this.#must("claimed", "access_given");
    this.access = access;
    this.set({ state: "access_given", attack_hint: null });
    return this.status;
  }

  drawTicket() {
    this.#must("access_given", "chip_reading");
    this.ticket = randomBytes(32).toString("base64url");
    this.set({ state: "access_given", chip: null });
    return { session: `${this.origin}/v1/relay/${this.id}#t=${this.ticket}`, expires_at: new Date(Date.now() + 120_000).toISOString() };
  }

  /** A relay uses the ticket, and the chip session is at a stage. */
  tell(stage, percent) {
    if (this.state !== "chip_reading") this.set({ state: "chip_reading" });
    Object.assign(this, { chip: { stage, percent }, count: this.count + 1 });
    this.ring();
  }

  /** What a relay would bring about. */
  async readChip(pause = 150) {
    for (const [stage, percent] of STAGES) {
      this.tell(stage, percent);
      await wait(pause);
    }
    this.set({ state: "chip_read", chip: null, attack_hint: null });
  }

  #mayUpload() {
    this.#must("chip_read", "probe_received");
    if (this.attempts === 0) throw new Problem(409, "no_attempts_left");
    if (!this.sessionOver) return;
    this.sessionOver = false;
    this.set({ state: "access_given", attack_hint: "session_over" });
    throw new Problem(409, "session_over");
  }

  beginUpload({ bytes, sha256: digest }) {
    this.#mayUpload();
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Problem(422, "sha256");
    if (!(bytes > 0 && bytes <= 8 << 20)) throw new Problem(422, "bytes");
    const upload = { probe: hex(16), bytes, sha256: digest, parts: [], offset: 0 };
    this.uploads.set(upload.probe, upload);
    return this.progress(upload.probe);
  }

  progress(name) {
    const { probe, offset, advice } = this.#upload(name);
    return advice ? { probe, offset, advice } : { probe, offset };
  }

  #upload(name) {
    const upload = this.uploads.get(name);
    if (!upload) throw new Problem(404, "not_found");
    return upload;
  }

  takePiece(name, at, piece) {
    if (piece.length > PIECE) throw new Problem(413, "too_large");
    if (!/^\d+$/.test(at ?? "")) throw new Problem(400, "upload_offset");
    this.#mayUpload();
    const upload = this.#upload(name);
    if (upload.advice || Number(at) !== upload.offset) throw new Problem(409, "upload_offset");
    if (piece.length === 0 || upload.offset + piece.length > upload.bytes) throw new Problem(422, "bytes");
    upload.parts.push(piece);
    upload.offset += piece.length;
    if (upload.offset === upload.bytes) this.#finish(upload);
    if (this.broken > 0) {
      this.broken -= 1;
      throw new Problem(0, "cut");
    }
    return this.progress(name);
  }

  #finish(upload) {
    this.picture = Buffer.concat(upload.parts);
    upload.advice = sha256(this.picture) === upload.sha256 ? this.advice : { face: "no_picture", attack: "not_assessed" };
    this.advice = { face: "ok", attack: "bona_fide" };
    const { face, attack } = upload.advice;
    if (face !== "ok") return this.set({ attack_hint: face });
    this.attempts -= 1;
    this.set({ state: "probe_received", attack_hint: attack === "attack" ? "presentation_attack" : null });
  }

  conclude() {
    this.#must("probe_received");
    this.set({ state: "judging" });
    setTimeout(() => this.set({ state: "concluded", attack_hint: null }), 400);
    return this.status;
  }

  cancel() {
    if (this.isFinal) throw new Problem(409, "wrong_state");
    this.#must(...Object.keys(STEPS).filter((state) => state !== "judging"));
    this.set({ state: "cancelled" });
    return this.status;
  }
}
