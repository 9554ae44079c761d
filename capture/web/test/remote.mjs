// The remote demonstration: the service, an issuer, a phone. Each case must end as it should; the exit code says so.
//
// IDK_COMMAND: the command; IDK_FOLDER: a folder for all that is made; IDK_PORTRAITS: obama.jpg, obama2.jpg, biden.jpg.
// IDK_ONLY: the beginning of a case's title, to play that one alone.

import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeCameraFile } from "./browser/camera_file.mjs";
import { attack } from "./remote/attacker.mjs";
import { Issuer } from "./remote/issuer.mjs";
import { freePort, openNetwork } from "./remote/network.mjs";
import { Phone } from "./remote/phone.mjs";
import { run, say, start, until } from "./remote/programs.mjs";

const { IDK_COMMAND: command, IDK_FOLDER: folder, IDK_PORTRAITS: portraits, IDK_CHROMIUM: executablePath = "/usr/bin/chromium" } = process.env;
if (!command || !folder || !portraits) {
  console.error("remote: IDK_COMMAND, IDK_FOLDER and IDK_PORTRAITS are needed; `cargo xtask demo --remote` sets them");
  process.exit(2);
}
const AUDIENCE = "https://eid-issuer.example";
const here = (name) => join(folder, name);

async function must(words, typed) {
  const { code, stdout, stderr } = await run(command, words, { typed: typed ?? `idkontroll ${words.join(" ").replaceAll(`${folder}/`, "")}` });
  if (code !== 0) throw new Error(`idkontroll ${words[0]}: ${stdout}${stderr}`);
  return stdout;
}

/** The stage: passport, trust store, service behind a network, issuer. */
async function prepare() {
  say("== A specimen passport, the service that trusts it, an issuer, cameras");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await must(["simulate", "issue", "--out", here("passport"), "--portrait", join(portraits, "obama.jpg")]);
  await must(["trust", "import", "--out", here("data/trust"), "--specimen", here("passport/trust/csca.cer")]);
  const network = await openNetwork();
  const service = `http://127.0.0.1:${network.port}`;
  const issuer = new Issuer({ service, folder, audience: AUDIENCE });
  await issuer.open();
  const tenant = ["--data", here("data"), "--audience", AUDIENCE, "--redirect", `${issuer.url}/back`];
  const added = await must(["--json", "tenant", "add", ...tenant, "--policy", "demo-unattended", "--policy", "high-unattended"]);
  issuer.apiKey = JSON.parse(added).api_key;
  network.service = await freePort();
  const serve = ["serve", "--data", here("data"), "--listen", `127.0.0.1:${network.service}`, "--public-url", service];
  const server = await start(command, serve, { typed: `idkontroll ${serve.join(" ").replaceAll(`${folder}/`, "")}`, ready: /serves/ });
  await until("the service", () => fetch(`${service}/readyz`).then((answer) => answer.ok, () => false));
  const cameras = {};
  for (const name of ["obama2", "biden"]) cameras[name] = await writeCameraFile(join(portraits, `${name}.jpg`), here(`${name}.y4m`), { executablePath });
  const zone = await readFile(here("passport/mrz.txt"), "utf8");
  return { network, service, issuer, server, cameras, zone };
}

/** A phone that goes the whole way, with what happens on it in between. */
async function whole(stage, { camera = "obama2", policy = "demo-unattended", address, name, chip = readOnce }) {
  const { issuer, service, cameras, zone } = stage;
  issuer.policy = policy;
  const phone = await new Phone({ command, passport: here("passport"), zone, service, pictures: here(`${name}.png`) }).turnOn(cameras[camera]);
  try {
    await phone.visit(address ?? `${issuer.url}/start`);
    await phone.consent();
    await phone.typeZone();
    await chip(phone, stage);
    await phone.selfie();
    return await phone.goBack(issuer.url);
  } finally {
    await phone.close();
  }
}

async function readOnce(phone) {
  expect("the relay's exit code", await phone.relay(), 0);
}

/** What the issuer holds after the case: the verified result. */
async function redeemed({ issuer }, name, { verdict, type, reasons }) {
  const result = issuer.redeemed.at(-1);
  const { code, stdout } = await issuer.verify(command, name, result);
  say(`   ${stdout.trim().split("\n")[0]}`);
  expect("result verify takes it for acceptance", code, verdict.includes("accepted") ? 0 : 1);
  const read = await issuer.read(result.result);
  expect("the type", read.type, type);
  expect("for this issuer and nonce", `${read.claims.aud} ${read.claims.nonce}`, `${AUDIENCE} ${result.nonce}`);
  expect("the verdict", verdict.includes(result.verdict), true);
  for (const reason of reasons) expect(`the reasons hold ${reason}`, (read.claims.reasons ?? []).includes(reason), true);
  say(`   result: ${result.verdict}${read.claims.reasons?.length ? `, ${read.claims.reasons.join(", ")}` : ""}`);
}

function expect(what, is, should) {
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}

const ACCEPTED = { verdict: ["accepted"], type: "idkontroll-result+jwt", reasons: [] };
const refused = (reason, ...verdict) => ({ verdict: verdict.length ? verdict : ["refused"], type: "idkontroll-refusal+jwt", reasons: [reason] });

const ALL = {
  "honest: the holder at home, under demo-unattended → accepted": async (stage) => {
    const { shown } = await whole(stage, { name: "honest" });
    expect("the issuer shows", shown, "Redeemed: accepted");
    await redeemed(stage, "honest", ACCEPTED);
  },
  "high: the same under high-unattended → assurance_not_met": async (stage) => {
    await whole(stage, { name: "high", policy: "high-unattended" });
    await redeemed(stage, "high", refused("assurance_not_met", "refused", "inconclusive"));
  },
  "impostor: another person's face → face_not_matched": async (stage) => {
    await whole(stage, { name: "impostor", camera: "biden" });
    await redeemed(stage, "impostor", refused("face_not_matched"));
  },
  "forwarded: an attacker sends the link on; the victim completes it → the attacker has nothing": async (stage) => {
    const { issuer } = stage;
    const before = issuer.redeemed.length;
    issuer.policy = "demo-unattended";
    const session = await issuer.order();
    say("   attacker: started at the issuer, keeps the cookie, sends the link to a victim");
    const { shown } = await whole(stage, {
      name: "forwarded",
      address: session.link,
      chip: async (phone) => {
        const { claim, status, ticket } = await attack(session.link);
        say(`   attacker: second claim ${claim}, state ${status}, ticket ${ticket}`);
        expect("the second claim", claim, "409 already_claimed");
        expect("no state", /^40[13]/.test(status), true);
        expect("no ticket", /^40[13]/.test(ticket), true);
        await readOnce(phone);
      },
    });
    expect("the issuer shows the victim", shown, "Not the browser that started here");
    expect("nothing redeemed", issuer.redeemed.length, before);
    const guess = await issuer.call("POST", `/v1/controls/${session.control}/result`, { code: "guessed" });
    expect("a guessed code", guess.status, 403);
    const state = await issuer.call("GET", `/v1/controls/${session.control}`);
    expect("the state holds no result", /result|code|eyJ/.test(JSON.stringify(state.json)), false);
    say(`   attacker: sees "${state.json.state}", holds neither code nor result`);
  },
  "cut: the network breaks while the chip is read, and the chip is read anew → accepted": async (stage) => {
    const { network } = stage;
    const chip = async (phone) => {
      network.cutAfter = 20_000;
      expect("the cut relay's exit code", await phone.relay(), 2);
      expect("cut", network.cuts, 1);
      await phone.page.getByText("Lesingen ble avbrutt.").waitFor();
      say("   page: the reading was interrupted; a new address is drawn");
      await readOnce(phone);
    };
    await whole(stage, { name: "cut", chip });
    await redeemed(stage, "cut", ACCEPTED);
  },
};

const CASES = Object.fromEntries(Object.entries(ALL).filter(([title]) => title.startsWith(process.env.IDK_ONLY ?? "")));
const wrong = [];
const stage = await prepare();
try {
  for (const [title, play] of Object.entries(CASES)) {
    say(`\n== ${title}`);
    const started = Date.now();
    try {
      await play(stage);
      say(`   as expected, ${((Date.now() - started) / 1000).toFixed(1)} s`);
    } catch (error) {
      wrong.push(title);
      say(`   NOT as expected: ${error.message}`);
    }
  }
} finally {
  stage.server.stop();
  stage.issuer.stop();
  stage.network.stop();
}
say(wrong.length === 0 ? `\nAll ${Object.keys(CASES).length} cases ended as they should` : `\n${wrong.length} did not end as they should: ${wrong.map((title) => title.split(":")[0]).join(", ")}`);
process.exit(wrong.length === 0 ? 0 : 1);
