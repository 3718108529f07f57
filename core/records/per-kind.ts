import type { Kind } from "./kind.ts";

/** A view of a kind that is made once: a kind is replaced as a whole when anything about it changes. */
export function perKind<T extends object>(make: (kind: Kind) => T): (kind: Kind) => T {
  const known = new WeakMap<Kind, T>();
  return (kind) => {
    const found = known.get(kind) ?? make(kind);
    known.set(kind, found);
    return found;
  };
}
