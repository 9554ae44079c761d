// The service's time: proofs and deadlines go by it, so that a phone whose clock is wrong can be used all the same.

/** An answer's `Date` is whole seconds and some time on its way; what differs by more is a clock that was set. */
const SET = 60_000;

/** What the service's clock shows, as its answers tell. */
export class Clock {
  #ahead = 0;

  /** The time now, in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Follows an answer's `Date`; whether the time was wrong until then. */
  hear(answer: Response): boolean {
    const ahead = Date.parse(answer.headers.get("Date") ?? "") - Date.now();
    if (Number.isNaN(ahead)) return false;
    const set = Math.abs(ahead - this.#ahead) > SET;
    this.#ahead = ahead;
    return set;
  }
}
