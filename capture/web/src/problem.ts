// What went wrong: the service's answer as a problem, RFC 9457, or no answer at all.

/** The service answered with a problem. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfter: number | null = null,
  ) {
    super(code);
  }

  /** Reads the problem out of an answer. */
  static async of(answer: Response): Promise<Problem> {
    const body: unknown = await answer.json().catch(() => null);
    const code = typeof body === "object" && body !== null && "code" in body ? String(body.code) : "unknown";
    const after = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
    return new Problem(answer.status, code, Number.isNaN(after) ? null : after);
  }

  /** Whether the same request may succeed a little later; 408 and a body that came too late are the line's fault. */
  get passes(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408 || this.code === "bad_body";
  }
}

/** The service could not be reached. */
export class Unreachable extends Error {}
