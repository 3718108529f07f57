/** What others add to kinds, by the name of the kind: one set for good, which kinds hold on to. */
export class Sets<T> {
  readonly #sets = new Map<string, Set<T>>();

  of(kind: string): ReadonlySet<T> {
    return this.#in(kind);
  }

  /** Answers how to take it out. */
  add(kind: string, one: T): () => void {
    const set = this.#in(kind);
    set.add(one);
    return () => void set.delete(one);
  }

  #in(kind: string): Set<T> {
    const set = this.#sets.get(kind) ?? new Set<T>();
    this.#sets.set(kind, set);
    return set;
  }
}
