// A phone: Chromium with a fake camera, and the relay command on a simulated chip.

import { mind, open, violations } from "../browser/chromium.mjs";
import { Pointer, claim, heading, takeSelfie } from "../browser/walk.mjs";
import { run, say } from "./programs.mjs";

/** A phone in somebody's hand. */
export class Phone {
  constructor({ command, passport, zone, service, pictures }) {
    Object.assign(this, { command, passport, zone, service, pictures });
  }

  async turnOn(camera) {
    const { page, close } = await open({ camera });
    Object.assign(this, { page, close, hand: new Pointer(page), faults: [] });
    return this;
  }

  /** Opens an address: the issuer's start page, or a link that somebody sent. */
  async visit(address) {
    await this.page.goto(address);
    await this.page.waitForURL(`${this.service}/c/**`);
    this.faults = mind(this.page, this.service);
    await heading(this.page, "Bekreft hvem du er", false);
    say(`   page: ${await this.page.locator(".facts").innerText().then((text) => text.replace(/\n+/g, " · "))}`);
  }

  /** What axe-core finds on a screen counts as a fault. */
  look = async () => {
    this.faults.push(...(await violations(this.page)));
  };

  async consent() {
    await claim(this.page, this.hand, this.look);
    say("   page: consent given, control claimed by a key that cannot leave the browser");
  }

  async typeZone() {
    await this.hand.choose("De nederste linjene");
    await this.hand.type("Linjene nederst i dokumentet", this.zone);
    await this.look();
    await this.hand.press("Gå videre");
    await heading(this.page, "Les brikken");
    await this.look();
    say("   page: machine-readable zone typed, every check digit fits");
  }

  /** Draws a ticket and lets the relay use it; its exit code. */
  async relay() {
    await this.hand.press(/^Hent (adressen|en ny adresse)$/);
    const session = await this.session();
    const words = ["relay", "--reader", `sim:${this.passport}`, "--session", session, "--yes"];
    const { code, stdout, stderr } = await run(this.command, words, { typed: "idkontroll relay --reader sim:passport --session …#t=… --yes" });
    for (const line of `${stderr}\n${stdout}`.split("\n").filter(Boolean)) say(`   relay: ${line}`);
    return code;
  }

  async session() {
    const code = this.page.locator("code.copyable").first();
    await this.page.waitForFunction((last) => {
      const text = document.querySelector("code.copyable")?.textContent;
      return text && text !== last;
    }, this.last ?? "");
    this.last = await code.textContent();
    return this.last;
  }

  async selfie() {
    await takeSelfie(this.page, this.hand, this.look);
    say("   page: selfie taken and sent in chunks");
  }

  /** The page's verdict, and what the issuer shows after the way back. */
  async goBack(issuer) {
    await this.page.locator(".verdict").waitFor({ timeout: 60_000 }).catch(async (error) => {
      await this.page.screenshot({ path: this.pictures });
      throw error;
    });
    const verdict = await this.page.getByRole("heading", { level: 1 }).textContent();
    say(`   page: ${verdict}`);
    if (this.pictures) await this.page.screenshot({ path: this.pictures });
    await this.look();
    const faults = this.faults.splice(0);
    await this.hand.press(/^Gå til/);
    await this.page.waitForURL(`${issuer}/back?**`);
    if (faults.length > 0) throw new Error(faults.join("; "));
    return { verdict, shown: await this.page.getByRole("heading").textContent() };
  }
}
