// Ids that other systems know a record by. With them a record can be written without first asking whether it exists.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Input, Rec } from "../record.ts";
import type { Records } from "../records.ts";

export interface ExternalId {
  readonly kind: string;
  readonly source: string;
  readonly externalId: string;
}

const find = "select record_id as id from external_ids where kind = $1 and source = $2 and external_id = $3";
const remember = `insert into external_ids (kind, source, external_id, record_id) values ($1, $2, $3, $4)
  on conflict (kind, source, external_id) do update set record_id = excluded.record_id`;

export function checkExternalId(source: string, externalId: string): void {
  const fine =
    /^[a-z][a-z0-9_-]{0,40}$/.test(source) && /^[^\p{Cc}]{1,200}$/u.test(externalId) && externalId.isWellFormed();
  if (!fine) throw new BadRequest("api.bad_external_id");
}

/** Changes the record with this external id at the `version` that is asked for, or creates it; two calls at once take turns. */
export async function upsert(
  trx: Transaction,
  records: Records,
  actor: Actor,
  at: ExternalId & { readonly input: Input; readonly version: () => number | undefined },
): Promise<{ record: Rec; created: boolean }> {
  const names = [at.kind, at.source, at.externalId];
  await trx.query({ text: "select pg_advisory_xact_lock(hashtextextended($1, 11))", values: [names.join(" ")] });
  const [known] = await trx.query<{ id: string }>({ text: find, values: names });
  const living = known && (await records.find(actor, at.kind, known.id));
  if (living) {
    const options = { trx, baseVersion: at.version() };
    return { record: await records.change(actor, at.kind, living.id, at.input, options), created: false };
  }
  const record = await records.create(actor, at.kind, at.input, { trx });
  await trx.query({ text: remember, values: [...names, record.id] });
  return { record, created: true };
}
