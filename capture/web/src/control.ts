// One control in this browser: link, consent and claim, then the service's state leads from step to step.

import { Address } from "./address.js";
import * as claims from "./claim_store.js";
import { Clock } from "./clock.js";
import { type End, type Place, type Step, endOf, isFinal, isWorthless, marked, place, refusedEnd, serves } from "./flow.js";
import { Frame } from "./frame.js";
import { type Language, fill, isolated, preferred } from "./language.js";
import { type Link, forgetSecret, takeLink } from "./link.js";
import { persist } from "./patience.js";
import { Problem } from "./problem.js";
import { newKey } from "./proof.js";
import type { Screen, Surroundings } from "./screen.js";
import { chip } from "./screens/chip.js";
import { consent } from "./screens/consent.js";
import { type Draft, document_, emptyDraft } from "./screens/document.js";
import { ended, judging, result } from "./screens/ending.js";
import { type SelfieDraft, selfie } from "./screens/selfie.js";
import { start } from "./screens/start.js";
import { type Introduction, Service, type Status, introduce } from "./service.js";
import texts from "texts:";
import { upload } from "./upload.js";
import { watch } from "./watch.js";

/** How long a claim outlives its control, and how long its end: the way back may have to be tried again. */
const GRACE = { unfinished: 3_600_000, ended: 300_000 };

/** The selfie before there is one, and when the chip has to be read once more. */
const NOTHING_TAKEN: SelfieDraft = { picture: null, sending: null, received: false, advice: null };

/** One control in this browser. */
export class Control {
  readonly #frame: Frame;
  readonly #over = new AbortController();
  readonly #typed: Draft = emptyDraft();
  readonly #address = new Address();
  readonly #selfie: SelfieDraft = { ...NOTHING_TAKEN };
  readonly #clock = new Clock();
  #language: Language = preferred(navigator.languages);
  #issuer = "";
  #purpose = "";
  #service: Service | null = null;
  #status: Status | null = null;
  #place: Place | null = null;
  #again: () => void = () => undefined;

  constructor(root: HTMLElement) {
    this.#frame = new Frame(root, {
      language: (language) => this.#speak(language),
      cancel: () => this.#frame.ask(this.#here(), () => this.#cancel()),
    });
  }

  /** Begins, or goes on where this browser was. */
  async begin(): Promise<void> {
    const link = takeLink();
    let claim: claims.Claim | null;
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return this.#end("browser");
    if (link === null) return this.#end("link");
    try {
      await claims.forgetOld(Date.now());
      claim = await claims.find(link.control);
    } catch {
      return this.#end("browser");
    }
    if (claim !== null && link.secret === null) this.#resume(claim);
    else await this.#introduce(link, claim);
  }

  /** A claim that was kept may not have arrived: while the secret is there, the service tells. */
  async #introduce(link: Link, claim: claims.Claim | null): Promise<void> {
    const { control, secret } = link;
    if (secret === null) return this.#end("link");
    try {
      const introduction = await persist(() => introduce(location.origin, control, secret, this.#clock), 3);
      this.#issuer = introduction.issuer;
      this.#purpose = introduction.purpose;
      if (introduction.state === "created") return this.#start(link, introduction, false);
      if (claim === null) return this.#end(endOf(introduction.state));
      forgetSecret(control);
      this.#resume(claim);
    } catch (error) {
      this.#end(error instanceof Problem && !error.passes ? "link" : "unreachable");
    }
  }

  #start(link: Link, introduction: Introduction, focus: boolean): void {
    this.#show((here) => start(here, () => this.#ask(link, introduction)), "start", false, focus);
  }

  #ask(link: Link, introduction: Introduction): void {
    const agreed = (): Promise<void> => this.#claim(link, introduction);
    this.#show((here) => consent(here, introduction.retention, agreed, () => void this.#decline(link)), "consent", false);
  }

  /** Nothing was claimed; with the secret gone, a reload of this tab does not go on either. */
  async #decline(link: Link): Promise<void> {
    forgetSecret(link.control);
    this.#end("declined");
    await claims.forget(link.control);
  }

  /** The key is kept before it claims: a lost answer must not lose the control. */
  async #claim(link: Link, introduction: Introduction): Promise<void> {
    const kept = await claims.find(link.control);
    const key = kept?.key ?? (await newKey());
    const { issuer, purpose, expires_at } = introduction;
    const until = Date.now() + (Date.parse(expires_at) - this.#clock.now()) + GRACE.unfinished;
    const claim: claims.Claim = { control: link.control, key, issuer, purpose, until };
    await claims.keep(claim);
    const service = new Service(location.origin, link.control, key, this.#clock);
    try {
      await persist(() => service.claim(link.secret ?? "", this.#language), 4);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!(await this.#isOurs(service))) {
        if (error.code !== "already_claimed") throw error;
        await claims.forget(link.control);
        return this.#end("used");
      }
    }
    forgetSecret(link.control);
    this.#resume(claim);
  }

  /** Whether a claim has arrived whose answer was lost; only the service can say so. */
  async #isOurs(service: Service): Promise<boolean> {
    try {
      await persist(() => service.status(null), 4);
      return true;
    } catch (error) {
      if (error instanceof Problem && isWorthless(error.status)) return false;
      throw error;
    }
  }

  #resume(claim: claims.Claim): void {
    this.#issuer = claim.issuer;
    this.#purpose = claim.purpose;
    this.#service = new Service(location.origin, claim.control, claim.key, this.#clock);
    const watcher = {
      changed: (status: Status) => {
        this.#follow(status);
        if (isFinal(status.state)) void this.#forgetSoon(claim, status.redirect ?? null);
      },
      reachable: (reachable: boolean) => this.#frame.reachable(this.#here(), reachable),
      failed: (error: unknown) => void this.#lost(error),
    };
    void watch(this.#service, watcher, this.#over.signal);
  }

  async #lost(error: unknown): Promise<void> {
    const status = error instanceof Problem ? error.status : 0;
    if (this.#service && isWorthless(status)) await claims.forget(this.#service.control);
    this.#end(refusedEnd(status));
  }

  /** Whoever uses this browser next shall not find the way back in it. */
  async #forgetSoon(claim: claims.Claim, redirect: string | null): Promise<void> {
    this.#wipe();
    if (redirect === null) return claims.forget(claim.control);
    const until = Math.min(claim.until, Date.now() + GRACE.ended);
    await claims.keep({ ...claim, until });
    setTimeout(() => void claims.forget(claim.control), until - Date.now());
  }

  #follow(status: Status): void {
    this.#address.follow(status);
    const next = place(status, this.#address.isWanted ? null : (this.#status?.state ?? null));
    const stays = serves(this.#place, next);
    const first = this.#place === null && this.#issuer !== "" && this.#frame.screen === null;
    this.#status = status;
    this.#place = next;
    if (next.step === "chip") Object.assign(this.#selfie, NOTHING_TAKEN);
    if (stays) return this.#frame.screen?.update?.(status);
    const open = ["document", "chip", "selfie"].includes(next.step);
    this.#show((here) => this.#screen(here, next), marked(next), open, !first);
  }

  #screen(here: Surroundings, next: Place): Screen {
    const service = this.#service;
    const status = this.#status;
    if (service === null || status === null) return ended(here, "failed", null, go);
    switch (next.step) {
      case "document":
        return document_(here, this.#typed, next.trouble, async (access) => void (await service.access(access)));
      case "chip":
        return chip(here, this.#address, status, next.trouble, () => this.#address.draw(service));
      case "selfie":
        this.#selfie.received ||= status.state === "probe_received";
        this.#selfie.advice ??= next.trouble;
        return selfie(here, this.#selfie, this.#selfieActions(service));
      case "judging":
        return judging(here);
      case "result":
        return result(here, next.verdict, status, go);
      case "end":
        return ended(here, next.end, status.redirect ?? null, go);
    }
  }

  #selfieActions(service: Service): Parameters<typeof selfie>[2] {
    return {
      send: (picture, told) => upload(service, picture, told),
      conclude: async () => void (await persist(() => service.conclude(), 4)),
    };
  }

  async #cancel(): Promise<void> {
    const service = this.#service;
    if (service) await persist(() => service.cancel(), 3);
    this.#wipe();
  }

  #end(end: End): void {
    this.#over.abort();
    this.#wipe();
    this.#show((here) => ended(here, end, null, go), "result", false, this.#frame.screen !== null);
  }

  /** What was typed and taken is forgotten. */
  #wipe(): void {
    Object.assign(this.#typed, emptyDraft());
    this.#address.forget();
    Object.assign(this.#selfie, { picture: null, sending: null });
  }

  #speak(language: Language): void {
    this.#language = language;
    this.#again();
    this.#frame.focusLanguage(language);
  }

  #show(make: (here: Surroundings) => Screen, step: Step, mayCancel: boolean, focus = true): void {
    const show = (focused: boolean): void => {
      const here = this.#here();
      this.#frame.screen?.leave?.();
      this.#frame.show(here, make(here), step, mayCancel, focused);
    };
    this.#again = () => show(false);
    show(focus);
  }

  #here(): Surroundings {
    const language = this.#language;
    const own = texts[language] ?? {};
    return {
      language,
      issuer: isolated(this.#issuer),
      purpose: isolated(this.#purpose),
      now: () => this.#clock.now(),
      text: (id, values = {}) => fill(own[id] ?? id, values),
      announce: (text) => this.#frame.announce(text),
    };
  }
}

function go(address: string): void {
  location.replace(address);
}
