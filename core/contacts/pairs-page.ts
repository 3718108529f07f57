// What a page of pairs is made from: the pairs, and both records of each as the actor sees them.
import type { Actor } from "../kernel/actor.ts";
import type { Kind } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import { reachesNow } from "../records/query/scope-now.ts";
import type { Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import type { Through } from "../records/store/through.ts";
import type { PartyKind } from "./neighbours.ts";
import type { Pairs, Suspects, TwoIds } from "./pairs.ts";

export interface PairNeeds {
  readonly pairs: Pairs;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
}

export interface Both {
  readonly older: Rec;
  readonly newer: Rec;
}

export type SuspectPair = Suspects &
  Both & {
    /** The actor may merge them, and may say that they are two. */
    readonly mayMerge: boolean;
  };

export const PAIRS = 20;

/** A page of suspects, and the cursor of the next. */
export async function suspectsPage(
  needs: PairNeeds,
  actor: Actor,
  name: PartyKind,
  { after, limit = PAIRS }: { readonly after: string | undefined; readonly limit?: number },
): Promise<{ readonly data: SuspectPair[]; readonly next: string | null }> {
  const { cursors } = needs.through;
  const sort = `pairs ${name}`;
  const place = after === undefined ? undefined : cursors.read(after, sort);
  const { values = [], id = "" } = place ?? {};
  const from = place && { score: Number(values[0]), one: id, other: String(values[1]) };
  const found = await needs.pairs.likely(actor, name, { after: from, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const kind = needs.kinds.get(name);
  return {
    data: await Promise.all(
      (await withBoth(needs, actor, kind, shown)).map(async (pair) => ({
        ...pair,
        mayMerge: await mayMerge(needs, actor, kind, pair),
      })),
    ),
    next: last ? cursors.write({ sort, values: [String(last.score), last.other], id: last.one }) : null,
  };
}

/** The pairs with their records; a pair whose record went meanwhile is left out. */
export async function withBoth<P extends TwoIds>(
  { records, kinds }: PairNeeds,
  actor: Actor,
  kind: Kind,
  pairs: readonly P[],
): Promise<(P & Both)[]> {
  const ids = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))];
  if (ids.length === 0) return [];
  const seen = kinds.seenBy(actor).get(kind.name);
  const include = seen.fields.filter(({ type }) => type.name === "reference" || type.name === "user");
  const pages = Array.from({ length: Math.ceil(ids.length / MOST) }, (_, at) => ids.slice(at * MOST, (at + 1) * MOST));
  const found = await Promise.all(
    pages.map((value) =>
      records.list(actor, kind.name, {
        filter: { field: "id", op: "in", value },
        include: include.map(({ path }) => path),
        limit: MOST,
      }),
    ),
  );
  const byId = new Map(found.flatMap(({ data }) => data).map((record) => [record.id, record]));
  return pairs.flatMap((pair) => {
    const [older, newer] = [byId.get(pair.one), byId.get(pair.other)];
    return older && newer ? [{ ...pair, older, newer }] : [];
  });
}

/** Records of one list. */
const MOST = 100;

async function mayMerge(
  { through: { db } }: PairNeeds,
  actor: Actor,
  kind: Kind,
  { older, newer }: Both,
): Promise<boolean> {
  const each = ["merge", "change"].flatMap((action) =>
    [older, newer].map((record) => reachesNow(db, { actor, kind, action, record })),
  );
  return !(await Promise.all(each)).includes(false);
}
