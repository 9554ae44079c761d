// An eID issuer as it might be: it orders controls with curl, knows its own browsers by a cookie, and redeems codes.

import { randomBytes, webcrypto } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { run, say } from "./programs.mjs";

/** The eID issuer. */
export class Issuer {
  constructor({ service, folder, audience }) {
    Object.assign(this, { service, folder, audience, apiKey: "", policy: "demo-unattended", sessions: new Map(), redeemed: [], refused: [] });
  }

  async open() {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** One call of the service's interface; the key goes through standard input, not through the list of processes. */
  async call(method, path, body, headers = []) {
    const words = ["-sS", "-X", method, "-K", "-", "-w", "\n%{http_code}", ...headers.flatMap((header) => ["-H", header])];
    if (body) words.push("-H", "Content-Type: application/json", "-d", JSON.stringify(body));
    const input = `header = "Authorization: Bearer ${this.apiKey}"\n`;
    const shown = headers.map((header) => ` -H '${header}'`).join("") + (body ? ` -d '${JSON.stringify(hidden(body))}'` : "");
    const typed = `curl -X ${method} -H "Authorization: Bearer $API_KEY"${shown} ${this.service}${path}`;
    const { stdout, stderr } = await run("curl", [...words, `${this.service}${path}`], { typed, input });
    const at = stdout.lastIndexOf("\n");
    if (at < 0) throw new Error(`curl: ${stderr}`);
    const text = stdout.slice(0, at);
    return { status: Number(stdout.slice(at + 1)), json: text === "" ? null : JSON.parse(text) };
  }

  /** A new control, for a browser that this cookie knows. */
  async order() {
    const session = { cookie: randomBytes(16).toString("hex"), state: randomBytes(16).toString("hex"), nonce: randomBytes(16).toString("hex") };
    const order = { policy: this.policy, purpose: "Utstede elektronisk ID på nivå høyt", nonce: session.nonce, state: session.state, redirect: `${this.url}/back` };
    const { status, json } = await this.call("POST", "/v1/controls", order, [`Idempotency-Key: ${session.state}`]);
    if (status !== 201) throw new Error(`order: ${status} ${JSON.stringify(json)}`);
    Object.assign(session, { control: json.id, link: json.link });
    this.sessions.set(session.cookie, session);
    return session;
  }

  async answer(request, response) {
    const url = new URL(request.url, this.url);
    try {
      if (url.pathname === "/start") {
        const { cookie, link } = await this.order();
        return response.writeHead(302, { "Set-Cookie": `issuer=${cookie}; HttpOnly; SameSite=Lax`, Location: link }).end();
      }
      if (url.pathname !== "/back") return response.writeHead(404).end();
      const words = await this.back(url, /issuer=([0-9a-f]+)/.exec(request.headers.cookie ?? "")?.[1]);
      return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<title>${words}</title><h1>${words}</h1>`);
    } catch (error) {
      say(`   issuer: ${error.message}`);
      return response.writeHead(500).end();
    }
  }

  /** A browser comes back: only the one that started here may bring a code. */
  async back(url, cookie) {
    const session = this.sessions.get(cookie);
    if (!session || session.state !== url.searchParams.get("state")) {
      this.refused.push(url.searchParams.get("state"));
      return "Not the browser that started here";
    }
    const { status, json } = await this.call("POST", `/v1/controls/${session.control}/result`, { code: url.searchParams.get("code") });
    if (status !== 200) throw new Error(`redeem: ${status}`);
    this.redeemed.push({ ...session, ...json });
    return `Redeemed: ${json.verdict}`;
  }

  /** Verifies a result as `idkontroll result verify` does, with the keys that the service publishes. */
  async verify(command, name, { result, nonce }) {
    const [file, keys] = [join(this.folder, `${name}.jws`), join(this.folder, "jwks.json")];
    await writeFile(file, result);
    await run("curl", ["-sS", "-o", keys, `${this.service}/.well-known/jwks.json`], { typed: `curl -o jwks.json ${this.service}/.well-known/jwks.json` });
    const words = ["result", "verify", file, "--keys", keys, "--audience", this.audience, "--nonce", nonce];
    return run(command, words, { typed: `idkontroll result verify ${name}.jws --keys jwks.json --audience ${this.audience} --nonce ${nonce}` });
  }

  /** What a result says, after its signature held against the service's published keys. */
  async read(result) {
    const [head, body, signature] = result.split(".");
    const json = (segment) => JSON.parse(Buffer.from(segment, "base64url"));
    const { typ, alg, kid } = json(head);
    const { keys } = JSON.parse(await readFile(join(this.folder, "jwks.json"), "utf8"));
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const known = keys.find((key) => key.kid === kid && alg === "ES256");
    if (!known) throw new Error("signed by no published key");
    const key = await webcrypto.subtle.importKey("jwk", known, algorithm, false, ["verify"]);
    const right = await webcrypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), Buffer.from(`${head}.${body}`));
    if (!right) throw new Error("the signature does not hold");
    return { type: typ, claims: json(body) };
  }
}

/** What an account may show. */
function hidden(body) {
  return "code" in body ? { code: "…" } : body;
}
