// What somebody owns, and giving it to somebody else in steps.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import type { Operations } from "../records/history/operations.ts";
import type { Kind } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import type { Filter } from "../records/query/grammar.ts";
import type { Records } from "../records/records.ts";
import { changeMany } from "../records/store/bulk.ts";
import type { Through } from "../records/store/through.ts";

export interface HandingOver {
  readonly operation: string;
  readonly from: string;
  /** Name of the kind → person. */
  readonly to: Readonly<Record<string, string>>;
  /** Who decided it. */
  readonly by: string;
}

interface HandOverParts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly through: Through;
  readonly operations: Operations;
  readonly actor: Actor;
}

const STEP = 200;

/**
 * Which records of a kind somebody still has to do with: those that the kind says are to be done, or, with a status that may be
 * `open`, the open ones. What is done stays with whoever did it.
 */
export function heldBy(kind: Kind, person: string): Filter {
  const mine = { field: kind.ownerField as string, op: "eq", value: person } as const;
  if (kind.openWhen) return { and: [mine, { field: kind.openWhen.field, op: "in", value: [...kind.openWhen.is] }] };
  const options = kind.byPath.get("status")?.schema["x-options"] ?? [];
  const hasOpen = options.some(({ id }) => id === "open");
  return hasOpen ? { and: [mine, { field: "status", op: "eq", value: "open" }] } : mine;
}

/** Kinds of which the person owns records, as far as the actor may see them, with how many. */
export async function ownedBy(
  { records }: { readonly records: Records },
  actor: Actor,
  kinds: Kinds,
  person: string,
): Promise<{ kind: Kind; count: number }[]> {
  const owned = kinds
    .seenBy(actor)
    .all()
    .filter((kind) => kind.ownerField && kind.openWhen?.is.length !== 0 && may(actor, `${kind.plural}.read`));
  const counted = owned.map(async (kind) => ({
    kind,
    count: (await records.count(actor, kind.name, heldBy(kind, person))).number,
  }));
  return (await Promise.all(counted)).filter(({ count }) => count > 0);
}

/** Everything goes; records that refuse are counted and stay. Repeated after a crash it does what is left. */
export async function handOver(parts: HandOverParts, given: HandingOver, signal?: AbortSignal): Promise<void> {
  const { operations, through } = parts;
  const sum = { changed: 0, left: 0 };
  for (const [name, to] of Object.entries(given.to)) {
    const kind = parts.kinds.find(name);
    if (!kind?.ownerField || kind.openWhen?.is.length === 0) continue;
    const done = await handOverKind(parts, { ...given, kind, person: to }, signal);
    sum.changed += done.changed;
    sum.left += done.left;
  }
  if (signal?.aborted) throw signal.reason;
  await operations.put(given.operation, "applied", sum);
  through.announce();
}

async function handOverKind(
  { records, through, db, actor }: HandOverParts,
  { kind, from, person, operation }: HandingOver & { readonly kind: Kind; readonly person: string },
  signal: AbortSignal | undefined,
): Promise<{ changed: number; left: number }> {
  const left = new Set<string>();
  let changed = 0;
  for (; !signal?.aborted; ) {
    const page = await records.list(actor, kind.name, {
      filter: heldBy(kind, from),
      fields: [kind.titleField],
      limit: STEP,
    });
    const ids = page.data.map(({ id }) => id).filter((id) => !left.has(id));
    if (ids.length === 0) break;
    const changes = ids.map((id) => ({ id, input: { [kind.ownerField as string]: person } }));
    const results = await db.transaction((trx) =>
      changeMany(through, actor, kind.name, { changes, trx, operationId: operation }),
    );
    for (const [at, result] of results.entries())
      if (result.ok) changed += 1;
      else left.add(ids[at] as string);
    if (left.size >= STEP) break;
  }
  return { changed, left: left.size };
}
