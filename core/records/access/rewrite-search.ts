// After a field was closed or opened: the search texts and keys of the records, written anew in the background.
import { systemActor } from "../../kernel/actor.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { JobRun } from "../../jobs/job.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { shapeOf } from "../query/columns.ts";
import { quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";
import { searchText } from "../search/search-text.ts";
import { keysOf } from "../store/create.ts";
import { draftOf } from "../store/draft.ts";

const byItself = systemActor("definitions");

/** Name of the job. */
export const REWRITE_JOB = "access.rewrite-search";

const AT_ONCE = 500;
const FIRST = "00000000-0000-0000-0000-000000000000";

interface Parts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly definitions: Definitions;
}

interface Waiting {
  readonly kind: string;
  readonly asked: string;
}

/** Works off what waits; begun again after a crash it begins from the front, which writes only what differs. */
export async function rewriteSearch(parts: Parts, run: Pick<JobRun, "signal" | "progress">): Promise<void> {
  const { db, kinds, definitions } = parts;
  await definitions.refresh();
  const waiting = await db.query<Waiting & object>({
    text: "select kind, asked_at::text as asked from search_rewrites order by asked_at",
  });
  let done = 0;
  for (const one of waiting) {
    const kind = kinds.find(one.kind);
    for (let after: string | undefined = kind && FIRST; kind && after !== undefined && !run.signal.aborted; ) {
      after = await db.transaction(async (trx) => await rewriteSome(trx, kind, after ?? FIRST));
      await run.progress((done += AT_ONCE));
    }
    if (!run.signal.aborted) await settle(parts, one);
  }
}

/** Rewrites the next records after this id, in the trash or not; answers the last id, undefined when there are no more. */
async function rewriteSome(trx: Transaction, kind: Kind, after: string): Promise<string | undefined> {
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t where t.id > $1::uuid order by t.id limit ${AT_ONCE} for update`;
  const rows = (await trx.query({ text, values: [after], rowMode: "array" })) as unknown as (readonly unknown[])[];
  const records = rows.map((row) => shape.read(row));
  if (records.length > 0) await write(trx, kind, records);
  return rows.length < AT_ONCE ? undefined : records.at(-1)?.id;
}

// Not a change of the record: no version, no line of history.
async function write(trx: Transaction, kind: Kind, records: readonly Rec[]): Promise<void> {
  const found = records.map((record) => {
    const draft = draftOf(record.id, record, new Map());
    return { id: record.id, search: searchText(kind, draft.get), keys: keysOf(kind, draft) };
  });
  const text = `update ${quoted(kind.table)} t set search = x.search, keys = x.keys
    from jsonb_to_recordset($1::jsonb) as x(id uuid, search text, keys text[])
    where t.id = x.id and (t.search is distinct from x.search or t.keys is distinct from x.keys)`;
  await trx.query({ text, values: [JSON.stringify(found)] });
}

/** Everybody searches again, unless the rules changed once more while it was being written. */
async function settle({ definitions }: Parts, { kind, asked }: Waiting): Promise<void> {
  await definitions.change(byItself, async (trx) => {
    const text = "delete from search_rewrites where kind = $1 and asked_at = $2::timestamptz";
    await trx.query({ text, values: [kind, asked] });
  });
}
