// The address for a relay: it can be used once, and whatever happens to the control after it was drawn makes it void.

import { persist } from "./patience.js";
import type { Service, Status, Ticket } from "./service.js";

/** The address drawn last, kept while the language is changed. */
export class Address {
  #ticket: Ticket | null = null;
  #version = 0;
  #drawing = 0;
  /** Called when an address was drawn. */
  drawn: () => void = () => undefined;

  /** The address, unless it is known to be void. */
  get ticket(): Ticket | null {
    return this.#ticket;
  }

  /** Whether the person has one or asks for one: then it is no trouble that a reading is cut by it. */
  get isWanted(): boolean {
    return this.#drawing > 0 || this.#ticket !== null;
  }

  /** Draws another; the control's version then is the one it is good for. */
  async draw(service: Pick<Service, "ticket" | "status">): Promise<void> {
    this.forget();
    this.#drawing += 1;
    try {
      const ticket = await service.ticket();
      const { state, version } = await persist(() => service.status(null), 3);
      if (state === "access_given") [this.#ticket, this.#version] = [ticket, version];
    } finally {
      this.#drawing -= 1;
    }
    this.drawn();
  }

  /** Follows the control: used is what it has gone on after. */
  follow(status: Status): void {
    if (status.version > this.#version) this.forget();
  }

  /** Forgets the address. */
  forget(): void {
    this.#ticket = null;
  }
}
