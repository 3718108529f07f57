// Many ask the same costly question at once: the board that everybody opens at nine. One reading answers all who asked before it
// began, so that nobody is told less than what was written when they asked.

interface Going<T> {
  readonly now: Promise<T>;
  /** For whoever came too late for this one. */
  next?: Promise<T>;
}

export class SharedReadings<T> {
  readonly #going = new Map<string, Going<T>>();

  /** What `read` answers; called at once, or once for everybody who comes while the reading before is under way. */
  share(key: string, read: () => Promise<T>): Promise<T> {
    const going = this.#going.get(key);
    if (!going) return this.#begin(key, read);
    going.next ??= going.now.catch(() => undefined).then(() => this.#begin(key, read));
    return going.next;
  }

  #begin(key: string, read: () => Promise<T>): Promise<T> {
    const going: Going<T> = { now: read() };
    this.#going.set(key, going);
    const end = (): void => {
      if (this.#going.get(key) === going) this.#going.delete(key);
    };
    going.now.then(end, end);
    return going.now;
  }
}
