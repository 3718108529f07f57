// The tables of a plugin's kinds and what its migrations make, in a schema of the plugin's own; all of it in one transaction.
// Where processes still run the version before, only what that one can live with.
import type { Database, Queryable, Transaction } from "../../../db/database.ts";
import { patiently } from "../../../db/patiently.ts";
import { Conflict } from "../../../kernel/errors.ts";
import { extendKindTable } from "../../../records/kind-tables/table.ts";
import { schemaOf } from "../../manifest/kinds.ts";
import type { PluginFiles } from "../../manifest/manifest.ts";
import { enter, type LedgerLine, readLedger, strike } from "../ledger.ts";
import { settle } from "../row.ts";
import type { Step } from "../steps.ts";

type Migrations = PluginFiles["migrations"];

export const tables = (db: Database): Step => ({
  name: "tables",
  async do({ operation: { about }, files, keep }) {
    if (!hasTables(files)) return;
    const migrations = files.migrations.filter(({ phase }) => about["from"] == null || phase === "expand");
    await changing(db, async (trx) => await keep(trx, { brought: await bring(trx, files, migrations) }));
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

/** What the version before needed and this one does not is taken away; from then on only this one may run. */
export const contract = (db: Database): Step => ({
  name: "contract",
  async do({ operation: { plugin: id, version }, files, keep }) {
    await changing(db, async (trx) => {
      if (hasTables(files)) await bring(trx, files, files.migrations);
      await settle(trx, { id, version });
      await keep(trx);
    });
  },
});

const hasTables = ({ kinds, migrations }: PluginFiles): boolean => kinds.length + migrations.length > 0;

async function changing(db: Database, work: (trx: Transaction) => Promise<void>): Promise<void> {
  await patiently(db, async (trx) => {
    await trx.query({ text: "set local lock_timeout = '2s'" });
    await trx.query({ text: "set local statement_timeout = 0" });
    await work(trx);
  });
}

/** Answers what was not there before. */
async function bring(trx: Queryable, files: PluginFiles, migrations: Migrations): Promise<readonly LedgerLine[]> {
  const { id } = files.manifest;
  const schema = schemaOf(id);
  const ledger = await readLedger(trx, id);
  const isOwn = ledger.some(({ kind }) => kind === "schema");
  await trx.query({ text: `create schema ${isOwn ? "if not exists " : ""}${schema}` });
  for (const kind of files.kinds) await extendKindTable(trx, kind);
  await trx.query({ text: `set local search_path = ${schema}, public` });
  await migrate(trx, { id, migrations, ledger });
  await trx.query({ text: "set local search_path to default" });
  return await enter(trx, id, [
    { kind: "schema", key: schema, target: null },
    ...files.kinds.map(({ name, table }) => ({ kind: "table", key: table, target: name })),
    ...migrations.map(({ id: key, checksum }) => ({ kind: "migration", key, target: checksum })),
  ]);
}

interface Migrating {
  readonly id: string;
  readonly migrations: Migrations;
  readonly ledger: readonly LedgerLine[];
}

async function migrate(trx: Queryable, { id, migrations, ledger }: Migrating): Promise<void> {
  const applied = new Map(ledger.filter(({ kind }) => kind === "migration").map(({ key, target }) => [key, target]));
  for (const { id: migration, sql, checksum } of migrations) {
    const known = applied.get(migration);
    if (known === undefined) await trx.query({ text: sql });
    else if (known !== checksum) throw new Conflict("plugins.migration_changed", { plugin: id, migration });
  }
}

/** What this operation made is taken back only while nobody has written into it. */
async function refuseFilled(trx: Queryable, brought: readonly LedgerLine[]): Promise<void> {
  for (const { kind, key } of brought) {
    if (kind !== "table") continue;
    const [row] = await trx.query<{ filled: boolean }>({ text: `select exists (select from ${key}) as filled` });
    if (row?.filled) throw new Conflict("plugins.not_empty", { table: key });
  }
}
