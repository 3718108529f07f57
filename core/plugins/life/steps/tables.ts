// The tables of a plugin's kinds and what its migrations make, in a schema of the plugin's own; all of it in one transaction.
import type { Database, Queryable } from "../../../db/database.ts";
import { patiently } from "../../../db/patiently.ts";
import { Conflict } from "../../../kernel/errors.ts";
import { extendKindTable } from "../../../records/kind-tables/table.ts";
import { schemaOf } from "../../manifest/kinds.ts";
import type { PluginFiles } from "../../manifest/manifest.ts";
import { enter, type LedgerLine, readLedger, strike } from "../ledger.ts";
import type { Step } from "../steps.ts";

export const tables = (db: Database): Step => ({
  name: "tables",
  async do({ files, keep }) {
    if (files.kinds.length + files.migrations.length === 0) return;
    await patiently(db, async (trx) => {
      await trx.query({ text: "set local lock_timeout = '2s'" });
      await trx.query({ text: "set local statement_timeout = 0" });
      await keep(trx, { brought: await bring(trx, files) });
    });
  },
  async undo({ plugin, about }) {
    const brought = (about["brought"] ?? []) as readonly LedgerLine[];
    if (!brought.some(({ kind }) => kind === "schema")) return;
    await db.transaction(async (trx) => {
      await refuseFilled(trx, brought);
      await trx.query({ text: `drop schema ${schemaOf(plugin)} cascade` });
      await strike(trx, plugin, brought);
    });
  },
});

/** Answers what was not there before. */
async function bring(trx: Queryable, files: PluginFiles): Promise<readonly LedgerLine[]> {
  const { id } = files.manifest;
  const schema = schemaOf(id);
  const ledger = await readLedger(trx, id);
  if (!ledger.some(({ kind }) => kind === "schema")) await trx.query({ text: `create schema ${schema}` });
  for (const kind of files.kinds) await extendKindTable(trx, kind);
  const applied = new Map(ledger.filter(({ kind }) => kind === "migration").map(({ key, target }) => [key, target]));
  await trx.query({ text: `set local search_path = ${schema}, public` });
  for (const { id: migration, sql, checksum } of files.migrations) {
    const known = applied.get(migration);
    if (known === undefined) await trx.query({ text: sql });
    else if (known !== checksum) throw new Conflict("plugins.migration_changed", { plugin: id, migration });
  }
  await trx.query({ text: "set local search_path to default" });
  return await enter(trx, id, [
    { kind: "schema", key: schema, target: null },
    ...files.kinds.map(({ name, table }) => ({ kind: "table", key: table, target: name })),
    ...files.migrations.map(({ id: key, checksum }) => ({ kind: "migration", key, target: checksum })),
  ]);
}

/** What this operation made is taken back only while nobody has written into it. */
async function refuseFilled(trx: Queryable, brought: readonly LedgerLine[]): Promise<void> {
  for (const { kind, key } of brought) {
    if (kind !== "table") continue;
    const [row] = await trx.query<{ filled: boolean }>({ text: `select exists (select from ${key}) as filled` });
    if (row?.filled) throw new Conflict("plugins.not_empty", { table: key });
  }
}
