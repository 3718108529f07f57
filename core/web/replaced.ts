// Some pieces stand in for others: a plugin that does more with a thing shows it instead of the core.

/** The pieces that are shown, without those another one of them replaces. */
export function withoutReplaced<P extends { readonly id: string; readonly replaces?: string }>(
  shown: readonly P[],
): P[] {
  const replaced = new Set(shown.map(({ replaces }) => replaces));
  return shown.filter(({ id }) => !replaced.has(id));
}
