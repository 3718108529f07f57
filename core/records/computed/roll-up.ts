// Keeps roll-ups exact in the transaction of whatever is written.
import type { Transaction } from "../../db/database.ts";
import type { Feed, Kind, Written } from "../kind.ts";
import { perKind } from "../per-kind.ts";
import type { Rec } from "../record.ts";
import { valueAt } from "../store/draft.ts";
import type { Company } from "./derive.ts";
import { lockStatement, rollupStatement } from "./rollup-sql.ts";
import { rollupIn, watchedBy } from "./rollups.ts";
import { formulasOver, settleFormulas } from "./settle.ts";

/** True when a change of these fields changes what some other record adds up to. */
export const feedsOthers = (kind: Kind, values: ReadonlyMap<string, unknown>, before: Rec | undefined): boolean =>
  kind.feeds.length > 0 &&
  (!before || values.size === 0 || kind.feeds.some(({ rollup }) => watchedBy(rollup).some((path) => values.has(path))));

/** Paths of the kind's own roll-ups. */
export const rollupPaths = perKind(({ fields }): readonly string[] =>
  fields.filter((field) => rollupIn(field) !== undefined).map(({ path }) => path),
);

/** True when a formula over a roll-up is written: others may be changing the roll-up just now, so it is looked at again under the lock. */
export function dependsOnOthers(kind: Kind, values: ReadonlyMap<string, unknown>): boolean {
  const rollups = rollupPaths(kind);
  return rollups.length > 0 && formulasOver(kind, rollups).some(({ field }) => values.has(field.path));
}

/** A record before or after a change: its values by path. */
export type Side = (path: string) => unknown;

/** Both sides of what was written. */
export const sidesOf = (written: readonly Pick<Written, "before" | "record">[]): Side[] =>
  written.flatMap(({ before, record }) => [before, record].map((one) => (path: string) => valueAt(one, path)));

/** Counts anew for every record that one of these referred to, before or after. */
export async function rollUp(trx: Transaction, kind: Kind, sides: readonly Side[], company: Company): Promise<void> {
  for (const group of alike(kind.feeds)) {
    const via = group[0]?.rollup.via ?? "";
    const ids = sides.map((get) => get(via)).filter((id) => typeof id === "string");
    await countAnew(trx, { kind, feeds: group, ids, company });
  }
}

/** Roll-ups that one statement can set: of one kind, over one reference. */
export const alike = (feeds: readonly Feed[]): readonly (readonly Feed[])[] => [
  ...Map.groupBy(feeds, ({ parent, rollup }) => `${parent.name} ${rollup.via}`).values(),
];

export interface Counting {
  /** Kind of the records that are added up. */
  readonly kind: Kind;
  /** All alike, and at least one. */
  readonly feeds: readonly Feed[];
  /** Records whose roll-ups are set. */
  readonly ids: readonly string[];
  readonly company: Company;
}

/** Sets roll-ups and what formulas make of them. */
export async function countAnew(trx: Transaction, { kind, feeds, ids, company }: Counting): Promise<void> {
  const parent = feeds[0]?.parent;
  const wanted = [...new Set(ids)].sort();
  if (!parent || wanted.length === 0) return;
  await trx.query(lockStatement(parent, wanted));
  const changed = await trx.query<{ id: string }>(rollupStatement(kind, feeds, wanted));
  const paths = feeds.map(({ field }) => field.path);
  await settleFormulas(trx, parent, { ids: changed.map(({ id }) => id), paths, company });
}
