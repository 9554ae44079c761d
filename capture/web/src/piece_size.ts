// How much of a picture one request carries: little on a slow line, where the service does not wait for a large piece.

/** The most that the service takes, and the least that is worth a request. */
const BYTES = { first: 64 * 1024, least: 16 * 1024, most: 256 * 1024 };
/** A piece that takes less than this may be larger, one that takes more smaller, in milliseconds. */
const PACE = { quick: 2_000, slow: 10_000 };

/** The size of the next piece. */
export class PieceSize {
  #bytes = BYTES.first;

  get bytes(): number {
    return this.#bytes;
  }

  /** A piece of this size has arrived, after so long. */
  arrived(milliseconds: number): void {
    if (milliseconds < PACE.quick) this.#bytes = Math.min(this.#bytes * 2, BYTES.most);
    if (milliseconds > PACE.slow) this.shrink();
  }

  /** A piece of this size was too much. */
  shrink(): void {
    this.#bytes = Math.max(this.#bytes / 2, BYTES.least);
  }
}
