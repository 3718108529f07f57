// Whoever posts or reserves locks products for a moment. Fifty at once wait for their turn here, without a connection each, so that
// everybody else still gets one.

export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** So many work at the same time in this process. */
  constructor(most: number) {
    this.#free = most;
  }

  /** Does the work when it is its turn; first come, first served. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

/** Those of the warehouse. */
export const turns = new Turns(3);
