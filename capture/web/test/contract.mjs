// The service's own description, verifier/service/openapi.json: what the stand-in answers must be what the service may answer.

import { readFile } from "node:fs/promises";

const description = JSON.parse(await readFile(new URL("../../../verifier/service/openapi.json", import.meta.url), "utf8"));

/** The operation for a request. */
function operation(method, path) {
  for (const [template, operations] of Object.entries(description.paths)) {
    if (new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path)) return operations[method.toLowerCase()];
  }
  return undefined;
}

const resolve = (schema) => (schema.$ref ? description.components.schemas[schema.$ref.split("/").at(-1)] : schema);
const kind = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value);

/** What is wrong with a value, in words; the empty list where it is what the schema says. */
export function misfits(schema, value, at = "") {
  const { type, oneOf, required = [], properties, enum: words, pattern, const: only } = resolve(schema);
  if (oneOf) return oneOf.some((one) => misfits(one, value, at).length === 0) ? [] : [`${at} is none of the forms`];
  if (type && ![type].flat().includes(kind(value))) return [`${at} is ${kind(value)}, not ${type}`];
  if (words && !words.includes(value)) return [`${at} is ${value}, none of ${words}`];
  if (only !== undefined && only !== value) return [`${at} is not ${only}`];
  if (pattern && !new RegExp(pattern).test(value)) return [`${at} is not ${pattern}`];
  if (!properties || kind(value) !== "object") return [];
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  const members = Object.entries(value).map(([name, member]) => (properties[name] ? misfits(properties[name], member, `${at}.${name}`) : [`${at}.${name} is not described`]));
  return [...missing, ...members.flat()];
}

/** What is wrong with an answer. */
export function answerMisfits(method, path, status, body) {
  const found = operation(method, path);
  const answer = found?.responses[status];
  if (!answer) return [`${method} ${path}: ${status} is not described`];
  if (status >= 400) return answer.description.includes(`\`${body.code}\``) ? [] : [`${method} ${path}: ${status} ${body.code} is not described`];
  return misfits(answer.content["application/json"].schema, body, `${method} ${path}: ${status}`);
}

/** What is wrong with a JSON body that was sent. */
export function requestMisfits(method, path, body) {
  const schema = operation(method, path)?.requestBody?.content["application/json"]?.schema;
  return schema ? misfits(schema, body, `${method} ${path}`) : [];
}
