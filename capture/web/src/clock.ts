// The service's time: proofs and deadlines go by it, so that a phone whose clock is wrong can be used all the same.

/** What the service's clock shows, as its answers tell. */
export class Clock {
  #ahead = 0;

  /** The time now, in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Follows an answer's `Date`. */
  hear(answer: Response): void {
    const ahead = Date.parse(answer.headers.get("Date") ?? "") - Date.now();
    if (!Number.isNaN(ahead)) this.#ahead = ahead;
  }
}
