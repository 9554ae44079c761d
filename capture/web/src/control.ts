// One control in this browser: link, consent and claim, then the service's state leads from step to step.

import * as claims from "./claim_store.js";
import { type End, type Place, type Step, marked, place } from "./flow.js";
import { Frame } from "./frame.js";
import { type Language, fill, preferred } from "./language.js";
import { type Link, forgetSecret, takeLink } from "./link.js";
import { persist } from "./patience.js";
import { Problem, Unreachable } from "./problem.js";
import { newKey } from "./proof.js";
import type { Screen, Surroundings } from "./screen.js";
import { type ChipDraft, chip } from "./screens/chip.js";
import { consent } from "./screens/consent.js";
import { type Draft, document_, emptyDraft } from "./screens/document.js";
import { ended, judging, result } from "./screens/ending.js";
import { type SelfieDraft, selfie } from "./screens/selfie.js";
import { start } from "./screens/start.js";
import { type Introduction, Service, type Status, introduce } from "./service.js";
import texts from "texts:";
import { upload } from "./upload.js";
import { watch } from "./watch.js";

/** One control in this browser. */
export class Control {
  readonly #frame: Frame;
  readonly #over = new AbortController();
  readonly #typed: Draft = emptyDraft();
  readonly #chip: ChipDraft = { ticket: null };
  readonly #selfie: SelfieDraft = { picture: null, sending: null };
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
      cancel: () => this.#frame.ask(this.#here(), () => void this.#cancel()),
    });
  }

  /** Begins, or goes on where this browser was. */
  async begin(): Promise<void> {
    const link = takeLink();
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return this.#end("browser");
    if (link === null) return this.#end("link");
    try {
      await claims.forgetOld(Date.now());
      const claim = await claims.find(link.control);
      if (claim !== null) return this.#resume(claim);
    } catch {
      return this.#end("browser");
    }
    await this.#introduce(link);
  }

  async #introduce(link: Link): Promise<void> {
    const { control, secret } = link;
    if (secret === null) return this.#end("link");
    try {
      const introduction = await persist(() => introduce(location.origin, control, secret), 3);
      this.#issuer = introduction.issuer;
      this.#purpose = introduction.purpose;
      if (introduction.state !== "created") return this.#end(endOf(introduction));
      this.#start(link, introduction, false);
    } catch (error) {
      this.#end(error instanceof Problem ? "link" : "unreachable");
    }
  }

  #start(link: Link, introduction: Introduction, focus: boolean): void {
    this.#show((here) => start(here, () => this.#ask(link, introduction)), "start", false, focus);
  }

  #ask(link: Link, introduction: Introduction): void {
    const agreed = (): Promise<void> => this.#claim(link, introduction);
    this.#show((here) => consent(here, agreed, () => this.#end("cancelled")), "consent", false);
  }

  /** The key is kept before it claims: a lost answer must not lose the control. */
  async #claim(link: Link, introduction: Introduction): Promise<void> {
    const kept = await claims.find(link.control);
    const key = kept?.key ?? (await newKey());
    const { issuer, purpose, expires_at } = introduction;
    const claim: claims.Claim = { control: link.control, key, issuer, purpose, expires: expires_at };
    await claims.keep(claim);
    const service = new Service(location.origin, link.control, key);
    try {
      await persist(() => service.claim(link.secret ?? "", this.#language), 4);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const ours = await service.status(null).then(
        () => true,
        () => false,
      );
      if (!ours) {
        await claims.forget(link.control);
        if (error.code === "already_claimed") return this.#end("used");
        throw error;
      }
    }
    forgetSecret(link.control);
    this.#resume(claim);
  }

  #resume(claim: claims.Claim): void {
    this.#issuer = claim.issuer;
    this.#purpose = claim.purpose;
    this.#service = new Service(location.origin, claim.control, claim.key);
    const watcher = {
      changed: (status: Status) => this.#follow(status),
      reachable: (reachable: boolean) => this.#frame.reachable(this.#here(), reachable),
      failed: (error: unknown) => void this.#lost(error),
    };
    void watch(this.#service, watcher, this.#over.signal);
  }

  /** A key that the service does not know is worth nothing. */
  async #lost(error: unknown): Promise<void> {
    const gone = error instanceof Problem && [401, 403, 404, 410].includes(error.status);
    if (gone && this.#service) await claims.forget(this.#service.control);
    this.#end(gone ? "used" : error instanceof Unreachable ? "unreachable" : "failed");
  }

  #follow(status: Status): void {
    const next = place(status, this.#status?.state ?? null);
    const stays = this.#place?.step === next.step && next.step !== "end" && !("denied" in next && next.denied) && !("interrupted" in next && next.interrupted);
    this.#status = status;
    if (stays) return this.#frame.screen?.update?.(status);
    const first = this.#place === null && this.#issuer !== "" && this.#frame.screen === null;
    this.#place = next;
    const open = ["document", "chip", "selfie"].includes(next.step);
    this.#show((here) => this.#screen(here, next), marked(next), open, !first);
  }

  #screen(here: Surroundings, next: Place): Screen {
    const service = this.#service;
    const status = this.#status;
    if (service === null || status === null) return ended(here, "failed", null, go);
    switch (next.step) {
      case "document":
        return document_(here, this.#typed, next.denied, async (access) => void (await service.access(access)));
      case "chip":
        return chip(here, this.#chip, status, next.interrupted, () => service.ticket());
      case "selfie":
        return selfie(here, this.#selfie, this.#selfieActions(service), status.state === "probe_received");
      case "judging":
        return judging(here);
      case "result":
        return result(here, next.verdict, status.redirect ?? null, go);
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
    try {
      if (this.#service) await persist(() => this.#service?.cancel() ?? Promise.resolve(), 3);
      this.#wipe();
    } catch {
      this.#frame.announce(this.#here().text("page-trouble-unknown"));
    }
  }

  #end(end: End): void {
    this.#over.abort();
    this.#wipe();
    this.#show((here) => ended(here, end, null, go), "result", false, this.#frame.screen !== null);
  }

  /** What was typed and taken is forgotten. */
  #wipe(): void {
    Object.assign(this.#typed, emptyDraft());
    this.#chip.ticket = null;
    this.#selfie.picture = null;
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
      issuer: this.#issuer,
      purpose: this.#purpose,
      text: (id, values = {}) => fill(own[id] ?? id, values),
      announce: (text) => this.#frame.announce(text),
    };
  }
}

function endOf(introduction: Introduction): End {
  return introduction.state === "expired" || introduction.state === "cancelled" ? introduction.state : "used";
}

function go(address: string): void {
  location.replace(address);
}
