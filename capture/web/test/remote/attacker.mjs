// Somebody with a key of their own and a link that is not theirs any more.

import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
const { Clock } = await import("../../build/clock.js");
const { newKey } = await import("../../build/proof.js");
const { Service } = await import("../../build/service.js");

/** Claims, asks for the state and the ticket of a control that another browser holds; the service's answers. */
export async function attack(link) {
  const { origin, pathname, hash } = new URL(link);
  const service = new Service(origin, pathname.split("/").at(-1), await newKey(), new Clock());
  const attempt = (action) => action.then(
    () => "let in",
    (error) => `${error.status} ${error.code}`,
  );
  return {
    claim: await attempt(service.claim(hash.replace("#s=", ""), "en")),
    status: await attempt(service.status(null)),
    ticket: await attempt(service.ticket()),
  };
}
