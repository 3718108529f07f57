// Whoever got records, and whoever had them before, is told by mail: once for everything of a minute, not for what they did themselves.
import type { Database, Transaction } from "../../db/database.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { givenAway, type Gone } from "./given-away.ts";

/** Writes letters to people, where mail is set. */
export interface Post {
  readonly isOn: boolean;
  write(trx: Transaction, letter: Letter): Promise<unknown>;
}

interface Letter {
  readonly to: { readonly person: string };
  readonly words: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly path: string;
}

export interface OwnershipParts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly post: Post;
}

/** Run by a job. Without mail the place moves on all the same, so that a server set later begins with what is new. */
export async function tellOwners(parts: OwnershipParts): Promise<void> {
  await parts.db.transaction(async (trx) => {
    const gone = await givenAway(trx, parts.kinds.all());
    if (!parts.post.isOn) return;
    const letters = Map.groupBy(gone, ({ person, way, by }) => `${person} ${way} ${by}`);
    for (const some of letters.values()) await write(parts, trx, some);
  });
}

async function write(parts: OwnershipParts, trx: Transaction, some: readonly Gone[]): Promise<void> {
  const [first] = some;
  if (!first) return;
  const count = some.reduce((sum, one) => sum + one.count, 0);
  const titles = (await Promise.all(some.map((one) => titlesOf(parts, one)))).flat();
  const named = titles.map((title) => `“${title}”`).join("\n");
  await parts.post.write(trx, {
    to: { person: first.person },
    words: `ownership.mail.${first.way}`,
    values: { by: await nameOf(trx, first.by), count, named, more: Math.max(0, count - titles.length) },
    path: pathOf(parts, first, count),
  });
}

/** What they are called; what was put into the trash since is not named. */
async function titlesOf({ records, kinds }: OwnershipParts, { kind, ids }: Gone): Promise<string[]> {
  const { titleField } = kinds.get(kind);
  const filter = { field: "id", op: "in", value: [...ids] } as const;
  const { data } = await records.list(systemActor("ownership"), kind, { filter, fields: [titleField] });
  return data.map((record) => String(record[titleField] ?? ""));
}

/** To the record, where it is one and theirs; else to the start page. */
function pathOf({ kinds }: OwnershipParts, { way, kind, ids }: Gone, count: number): string {
  const { plural, pages } = kinds.get(kind);
  return way === "got" && count === 1 && pages !== false ? `/${plural}/${ids[0]}` : "/";
}

async function nameOf(trx: Transaction, id: string): Promise<string> {
  const text = "select name from users where id::text = $1";
  return (await trx.query<{ name: string }>({ text, values: [id] }))[0]?.name ?? "Trellis";
}
