// DPoP proofs hold against an independent check, and their key stays where it is.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";

globalThis.crypto ??= webcrypto;
const { newKey, prove } = await import("../../build/proof.js");
const { checkProof } = await import("../proof_check.mjs");

const request = { method: "POST", url: "https://control.example/v1/phone/c1?after=3#x", nonce: "n1" };
const expected = { method: "POST", url: "https://control.example/v1/phone/c1" };

test("a proof names method, address, nonce and time, and is signed by the key it carries", async () => {
  const { claims } = await checkProof(await prove(await newKey(), request, Date.now()), expected);
  assert.equal(claims.nonce, "n1");
  assert.ok(Math.abs(claims.iat - Date.now() / 1000) < 2);
  assert.deepEqual(Object.keys(claims).sort(), ["htm", "htu", "iat", "jti", "nonce"]);
});

test("no two proofs have one jti", async () => {
  const key = await newKey();
  const [one, two] = await Promise.all([1, 2].map(async () => checkProof(await prove(key, request, Date.now()), expected)));
  assert.notEqual(one.claims.jti, two.claims.jti);
  assert.equal(one.thumbprint, two.thumbprint);
});

test("without a nonce there is no such claim", async () => {
  const { claims } = await checkProof(await prove(await newKey(), { ...request, nonce: null }, Date.now()), expected);
  assert.ok(!("nonce" in claims));
});

test("one changed character is no proof", async () => {
  const proof = await prove(await newKey(), request, Date.now());
  const at = proof.indexOf(".") + 10;
  const twin = proof.slice(0, at) + (proof[at] === "A" ? "B" : "A") + proof.slice(at + 1);
  await assert.rejects(checkProof(twin, expected));
  await assert.rejects(checkProof(proof, { ...expected, method: "GET" }));
});

test("the private key cannot be exported", async () => {
  const { privateKey } = await newKey();
  await assert.rejects(crypto.subtle.exportKey("jwk", privateKey));
});
