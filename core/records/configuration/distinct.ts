/** Things by their names, of which no two are the same: of several called `Offer` the second is `Offer (2)`. */
export function distinct<T>(all: Iterable<T>, nameOf: (one: T) => string): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const one of all) found.set(freeName(nameOf(one), found), one);
  return found;
}

/** In the order in which they were made, so that what is new renames nothing. */
export const byAge = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id.localeCompare(other.id);

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  return free;
}
