// A stand-in for the service's phone interface, for developing and testing the page alone: it judges nothing, but it says
// what the service says. Answers that the service's description does not know are kept as faults.

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { answerMisfits, requestMisfits } from "./contract.mjs";
import { Control, Problem } from "./mock_control.mjs";
import { checkProof } from "./proof_check.mjs";

/** As the service's http/shell.rs has it. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { js: "text/javascript", css: "text/css", html: "text/html; charset=utf-8" };
const CLOCK_SECONDS = 300;
const JSON_BODY = 16 * 1024;

async function wholeBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** A JSON body, as the service's http/body.rs takes it. */
function json(request, path, body) {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) throw new Problem(415, "not_json");
  if (body.length > JSON_BODY) throw new Problem(413, "too_large");
  const value = JSON.parse(body);
  if (requestMisfits(request.method, path, value).length > 0) throw new Problem(422, "unexpected_form");
  return value;
}

/** Starts the stand-in. */
export async function startMock({ port = 0 } = {}) {
  const controls = new Map();
  const nonces = [randomBytes(12).toString("base64url")];
  const mock = { controls, requests: [], faults: [] };

  /** A fresh nonce dates a proof, or without one its own clock, dpop/guard.rs. */
  function date({ nonce, iat }) {
    const known = nonce === undefined ? Math.abs(Date.now() / 1000 - iat) <= CLOCK_SECONDS : nonces.includes(nonce);
    if (!known) throw new Problem(401, "use_dpop_nonce");
  }

  async function proof(request, path) {
    if (!request.headers.dpop) throw new Problem(401, "dpop_missing");
    return checkProof(request.headers.dpop, { method: request.method, url: `${mock.url}${path}` }).catch(() => {
      throw new Problem(401, "invalid_dpop_proof");
    });
  }

  async function phone(request, url, body) {
    const [, , , id, action, probe] = url.pathname.split("/");
    const control = controls.get(id);
    if (control?.fault) throw new Problem(control.fault, "injected");
    if (action === "introduction") {
      const { secret } = json(request, url.pathname, body);
      if (!control) throw new Problem(404, "not_found");
      if (secret !== control.secret) throw new Problem(403, "forbidden");
      return [200, control.introduction];
    }
    const { claims, thumbprint } = await proof(request, url.pathname);
    const sent = ["claim", "access"].includes(action) || (action === "probes" && !probe) ? json(request, url.pathname, body) : null;
    if (!control) throw new Problem(404, "not_found");
    if (action === "claim") {
      if (sent.secret !== control.secret) throw new Problem(403, "forbidden");
      date(claims);
      return [201, control.claim(sent, thumbprint)];
    }
    if (thumbprint !== control.key) throw new Problem(403, "forbidden");
    if (claims.nonce === undefined) throw new Problem(401, "use_dpop_nonce");
    date(claims);
    if (control.seen.has(claims.jti)) throw new Problem(401, "invalid_dpop_proof");
    control.seen.add(claims.jti);
    return held(control, `${request.method} ${action ?? "status"}${probe ? "/" : ""}`, { url, sent, probe, body, headers: request.headers });
  }

  async function held(control, what, { url, sent, probe, body, headers }) {
    switch (what) {
      case "GET status":
        return [200, await control.news(url.searchParams.get("after"))];
      case "POST access":
        return [200, control.giveAccess(sent)];
      case "POST ticket":
        return [201, control.drawTicket()];
      case "POST probes":
        return [201, control.beginUpload(sent)];
      case "PATCH probes/":
        return [200, control.takePiece(probe, headers["upload-offset"], body)];
      case "GET probes/":
        return [200, control.progress(probe)];
      case "POST conclude":
        return [202, control.conclude()];
      case "POST cancel":
        return [200, control.cancel()];
      default:
        throw new Problem(404, "not_found");
    }
  }

  function page(path) {
    const name = path.startsWith("/c/") ? "index.html" : path.replace("/assets/", "");
    if (!/^(index\.html|page\.(js|css))$/.test(name)) throw new Problem(404, "not_found");
    return [name, TYPES[name.split(".")[1]]];
  }

  async function serve(request, response) {
    const url = new URL(request.url, mock.url);
    mock.requests.push(`${request.method} ${url.pathname}`);
    const body = await wholeBody(request);
    const common = { "Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "DPoP-Nonce": nonces[0] };
    const check = (status, answer) => mock.faults.push(...answerMisfits(request.method, url.pathname, status, answer));
    try {
      if (url.pathname.startsWith("/v1/phone/")) {
        const [status, answer] = await phone(request, url, body);
        check(status, answer);
        return response.writeHead(status, { ...common, "Content-Type": "application/json" }).end(JSON.stringify(answer));
      }
      if (url.pathname === "/issuer") return response.writeHead(200, { "Content-Type": "text/html" }).end("<title>issuer</title>");
      const [name, type] = page(url.pathname);
      response.writeHead(200, { ...common, "Content-Type": type }).end(await readFile(DIST + name));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status, code, headers } = error;
      if (status === 0) return request.socket.destroy();
      const answer = { type: `urn:idkontroll:problem:${code}`, title: code, status, detail: code, code };
      if (code !== "injected" && url.pathname.startsWith("/v1/phone/")) check(status, answer);
      response.writeHead(status, { ...common, ...headers, "Content-Type": "application/problem+json" }).end(JSON.stringify(answer));
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  mock.url = `http://127.0.0.1:${server.address().port}`;
  mock.create = (options) => {
    const control = new Control(mock.url, options);
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
