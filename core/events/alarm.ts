/** Waiting that somebody else can end. */
export class Alarm {
  readonly #waiting = new Set<() => void>();

  /** Resolves after `milliseconds`, or at the next `ring`. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#waiting.add(done);
    });
  }

  ring(): void {
    for (const done of this.#waiting) done();
  }
}
