// The end of a plugin: everything that the ledger says it brought goes, with all records in it. There is no way back.
import type { Transaction } from "../../../db/database.ts";
import { systemActor } from "../../../kernel/actor.ts";
import type { Contributed } from "../../../records/contributed/contributed.ts";
import type { Definitions } from "../../../records/definitions/definitions.ts";
import { forgetKind, forgetRecords } from "../../../records/kind-tables/erase.ts";
import { schemaOf } from "../../manifest/kinds.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { forgetAdoption } from "../../adoption/own-adoption.ts";
import { forgetSettings } from "../../settings/setting-rows.ts";
import { readLedger, strike } from "../ledger.ts";
import { forget } from "../row.ts";
import type { Step } from "../steps.ts";

export interface PurgeNeeds {
  readonly definitions: Definitions;
  readonly contributed: Contributed;
}

export const purge = ({ definitions, contributed }: PurgeNeeds): Step => ({
  name: "purge",
  async do({ operation: { plugin }, files: { manifest }, keep }) {
    await definitions.change(systemActor("plugins"), async (trx) => {
      await contributed.drop(trx, plugin);
      await dropTables(trx, plugin);
      await forgetTraces(trx, manifest);
      await strike(trx, plugin);
      await forget(trx, plugin);
      await keep(trx);
    });
  },
});

async function dropTables(trx: Transaction, plugin: string): Promise<void> {
  const ledger = await readLedger(trx, plugin);
  // The whole schema first: tables in it may point at each other.
  if (ledger.some(({ kind }) => kind === "schema"))
    await trx.query({ text: `drop schema ${schemaOf(plugin)} cascade` });
  for (const { key, target } of ledger.filter(({ kind }) => kind === "table")) {
    const [, table = ""] = key.split(".");
    await forgetRecords(trx, target ?? "");
    await forgetKind(trx, { name: target ?? "", plural: table.replaceAll("_", "-") });
  }
}

/** Rights that roles were given, what was set of it, and how far its handlers had read. */
async function forgetTraces(trx: Transaction, { id, permissions = [] }: Manifest): Promise<void> {
  const rights = permissions.map((permission) => permission.id);
  await trx.query({ text: "delete from role_grants where permission = any($1)", values: [rights] });
  await forgetSettings(trx, id);
  await forgetAdoption(trx, id);
  await trx.query({ text: "delete from event_cursors where starts_with(consumer, $1)", values: [`${id}.`] });
}
