// A small stand-in for the service's phone interface, for developing and testing the page alone. It judges nothing.

import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkProof } from "./proof_check.mjs";

export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src blob:; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { js: "text/javascript", css: "text/css", html: "text/html; charset=utf-8" };

class Problem extends Error {
  constructor(status, code, headers = {}) {
    super(code);
    Object.assign(this, { status, code, headers });
  }
}

/** One control. */
class Control {
  constructor(id, { issuer = "Eksempel eID AS", purpose = "Utstede elektronisk ID på nivå høyt", advice, verdict = "accepted" } = {}) {
    Object.assign(this, { id, issuer, purpose, verdict, version: 1, state: "created", chip: null, key: null, waiting: [], uploads: new Map(), seen: new Set() });
    this.secret = randomBytes(16).toString("base64url");
    this.advice = advice ?? { face: "ok", attack: "bona_fide" };
    this.retention = { days: 30, pictures: false };
    this.broken = 0;
    this.fault = null;
  }

  set(changes) {
    Object.assign(this, changes, { version: this.version + 1 });
    for (const answer of this.waiting.splice(0)) answer();
  }

  get status() {
    const { version, state, chip, verdict, redirect, attack_hint } = this;
    const ended = state === "concluded" ? { verdict, redirect } : {};
    return { version, state, step: state, chip: state === "chip_reading" ? chip : null, ...(attack_hint ? { attack_hint } : {}), ...ended };
  }

  /** What a relay would bring about. */
  async readChip(pause = 150) {
    for (const [stage, percent] of [["EF.CardAccess", 2], ["PACE", 10], ["EF.SOD", 30], ["EF.DG2", 60], ["Chip Authentication", 95]]) {
      this.set({ state: "chip_reading", chip: { stage, percent } });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    this.set({ state: "chip_read", chip: null, attack_hint: null });
  }
}

async function wholeBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Starts the stand-in. */
export async function startMock({ port = 0 } = {}) {
  const controls = new Map();
  const nonces = [randomBytes(12).toString("base64url")];
  const mock = { controls, requests: [] };

  async function phone(request, url, body) {
    const [, , , id, action, probe] = url.pathname.split("/");
    const control = controls.get(id);
    if (!control) throw new Problem(404, "not_found");
    if (control.fault !== null) throw new Problem(control.fault, "internal");
    if (action === "introduction") {
      if (JSON.parse(body).secret !== control.secret) throw new Problem(403, "wrong_secret");
      const { issuer, purpose, state } = control;
      return [200, { issuer, purpose, policy: "demo-unattended", state, expires_at: new Date(Date.now() + 9e5).toISOString(), retention: control.retention }];
    }
    const proof = await checkProof(request.headers.dpop, { method: request.method, url: `${mock.url}${url.pathname}` }).catch((error) => {
      throw new Problem(401, "invalid_dpop_proof", { "X-Why": error.message });
    });
    if (!nonces.includes(proof.claims.nonce)) throw new Problem(401, "use_dpop_nonce");
    if (control.seen.has(proof.claims.jti)) throw new Problem(401, "invalid_dpop_proof");
    control.seen.add(proof.claims.jti);
    if (action === "claim") {
      if (control.key) throw new Problem(409, "already_claimed");
      control.set({ key: proof.thumbprint, state: "claimed" });
      return [201, control.status];
    }
    if (proof.thumbprint !== control.key) throw new Problem(401, "wrong_key");
    return claimed(control, request.method, action ?? "status", probe, url, body, request.headers);
  }

  async function claimed(control, method, action, probe, url, body, headers) {
    const json = () => (body.length ? JSON.parse(body) : {});
    switch (`${method} ${action}`) {
      case "GET status":
        if (url.searchParams.get("after") === String(control.version)) {
          await Promise.race([new Promise((resolve) => control.waiting.push(resolve)), new Promise((resolve) => setTimeout(resolve, 5000))]);
        }
        return [200, control.status];
      case "POST access":
        control.access = json();
        control.set({ state: "access_given", attack_hint: null });
        return [200, control.status];
      case "POST ticket": {
        const ticket = randomBytes(32).toString("base64url");
        return [201, { session: `${mock.url}/v1/relay/${control.id}#t=${ticket}`, expires_at: new Date(Date.now() + 120_000).toISOString() }];
      }
      case "POST probes": {
        const id = randomBytes(8).toString("hex");
        control.uploads.set(id, { ...json(), parts: [], offset: 0 });
        return [201, { probe: id }];
      }
      case "PATCH probes":
        return patch(control, control.uploads.get(probe), Number(headers["upload-offset"]), body);
      case "GET probes":
        return [200, { offset: control.uploads.get(probe).offset }];
      case "POST conclude":
        control.set({ state: "judging" });
        setTimeout(() => control.set({ state: "concluded", redirect: `${mock.url}/issuer?state=s1&code=c1` }), 400);
        return [202, control.status];
      case "POST cancel":
        control.set({ state: "cancelled" });
        return [200, control.status];
      default:
        throw new Problem(404, "not_found");
    }
  }

  function patch(control, upload, offset, chunk) {
    if (control.broken > 0 && offset > 0) {
      control.broken -= 1;
      throw new Problem(0, "cut");
    }
    if (offset !== upload.offset) throw new Problem(409, "upload_offset");
    if (chunk.length > 256 * 1024) throw new Problem(413, "too_large");
    upload.parts.push(chunk);
    upload.offset += chunk.length;
    if (upload.offset < upload.bytes) return [200, { offset: upload.offset }];
    const picture = Buffer.concat(upload.parts);
    if (createHash("sha256").update(picture).digest("hex") !== upload.sha256) throw new Problem(422, "digest");
    control.picture = picture;
    const advice = control.advice;
    control.advice = { face: "ok", attack: "bona_fide" };
    if (advice.face === "ok") control.set({ state: "probe_received", attack_hint: null });
    else control.set({ attack_hint: advice.face });
    return [200, { offset: upload.offset, probe: control.id, advice }];
  }

  async function serve(request, response) {
    const url = new URL(request.url, mock.url);
    mock.requests.push(`${request.method} ${url.pathname}`);
    const body = await wholeBody(request);
    const common = { "Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "DPoP-Nonce": nonces[0] };
    try {
      if (url.pathname.startsWith("/v1/phone/")) {
        const [status, answer] = await phone(request, url, body);
        return response.writeHead(status, { ...common, "Content-Type": "application/json" }).end(JSON.stringify(answer));
      }
      if (url.pathname === "/issuer") return response.writeHead(200, { "Content-Type": "text/html" }).end("<title>issuer</title>");
      const name = url.pathname.startsWith("/c/") ? "index.html" : url.pathname.replace("/assets/", "");
      if (!/^(index\.html|page\.(js|css))$/.test(name)) throw new Problem(404, "not_found");
      response.writeHead(200, { ...common, "Content-Type": TYPES[name.split(".")[1]] }).end(await readFile(DIST + name));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 0) return request.socket.destroy();
      response.writeHead(error.status, { ...common, ...error.headers, "Content-Type": "application/problem+json" });
      response.end(JSON.stringify({ type: "about:blank", title: error.code, status: error.status, code: error.code }));
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  mock.url = `http://127.0.0.1:${server.address().port}`;
  mock.create = (options) => {
    const control = new Control(randomBytes(8).toString("hex"), options);
    controls.set(control.id, control);
    return { control, link: `${mock.url}/c/${control.id}#s=${control.secret}` };
  };
  mock.newNonce = () => nonces.splice(0, nonces.length, randomBytes(12).toString("base64url"));
  mock.stop = () => (server.closeAllConnections(), server.close());
  return mock;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await startMock({ port: 8700 });
  const { control, link } = mock.create();
  console.log(`${link}\nEnter: the relay reads the chip`);
  process.stdin.on("data", () => void control.readChip(800));
}
