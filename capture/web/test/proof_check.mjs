// Checks a DPoP proof as a server does, RFC 9449 §4.3, on Node's own cryptography.

import { createHash, webcrypto } from "node:crypto";

const json = (segment) => JSON.parse(Buffer.from(segment, "base64url"));

/** The key's thumbprint, RFC 7638. */
export function thumbprint({ crv, kty, x, y }) {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

/** The proof's claims and the thumbprint of its key; throws what is wrong with it. */
export async function checkProof(proof, { method, url }) {
  const [head, body, signature, more] = (proof ?? "").split(".");
  if (!signature || more !== undefined) throw new Error("not a proof");
  const [header, claims] = [json(head), json(body)];
  if (header.typ !== "dpop+jwt" || header.alg !== "ES256" || "d" in header.jwk) throw new Error("header");
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await webcrypto.subtle.importKey("jwk", header.jwk, algorithm, false, ["verify"]);
  const signed = Buffer.from(`${head}.${body}`);
  const right = await webcrypto.subtle.verify({ ...algorithm, hash: "SHA-256" }, key, Buffer.from(signature, "base64url"), signed);
  if (!right) throw new Error("signature");
  if (claims.htm !== method || claims.htu !== url) throw new Error("htm or htu");
  return { claims, thumbprint: thumbprint(header.jwk) };
}
