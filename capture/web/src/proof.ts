// DPoP: a request proves that it comes from the browser that claimed the control, RFC 9449.

import { base64url } from "./encoding.js";

const ALGORITHM: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };

/** What one proof is for. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly nonce: string | null;
}

/** A new key pair whose private key never leaves the browser. */
export function newKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
}

/** The proof of RFC 9449 §4.2: of a request's method and address without query and fragment. */
export async function prove(key: CryptoKeyPair, request: Request, now: number): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } };
  const address = new URL(request.url);
  const claims = {
    jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
    htm: request.method,
    htu: address.origin + address.pathname,
    iat: Math.floor(now / 1000),
    ...(request.nonce === null ? {} : { nonce: request.nonce }),
  };
  const signed = `${segment(header)}.${segment(claims)}`;
  const input = new TextEncoder().encode(signed);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, input);
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

function segment(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}
