// Where letters to those who do not exist arrive: a mailbox of the company's own that takes any sign in its address.
import type { Database, Queryable } from "../../../db/database.ts";
import { type Actor, may } from "../../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../../kernel/errors.ts";
import { writeAudit } from "../../../security/audit/write-audit.ts";
import { SET_LIMITS } from "../limits.ts";
import { isBaitAddress } from "./bait.ts";

const PATH = "exports.bait";

const save = `insert into settings (path, value) values ('${PATH}', to_jsonb($1::text))
on conflict (path) do update set value = excluded.value, version = settings.version + 1, changed_at = now()`;

/** Undefined: lists carry nobody who does not exist. */
export async function baitAddress(db: Queryable): Promise<string | undefined> {
  const text = `select value #>> '{}' as address from settings where path = '${PATH}'`;
  return (await db.query<{ address: string }>({ text }))[0]?.address || undefined;
}

/** Empty: none from now on. */
export async function setBaitAddress(db: Database, actor: Actor, address: string): Promise<void> {
  if (!may(actor, SET_LIMITS)) throw new NotAllowed("security.not_allowed", { permission: SET_LIMITS });
  if (address !== "" && !isBaitAddress(address)) throw new BadRequest("exports.bad_bait");
  await db.transaction(async (trx) => {
    const before = (await baitAddress(trx)) ?? "";
    if (before === address) return;
    await trx.query({ text: save, values: [address] });
    await writeAudit(trx, actor, { action: "export.bait_changed", detail: { isOn: address !== "" } });
  });
}

/** The addresses of all who do not exist: a list that comes in again brings none of them. */
export async function knownBaits(db: Queryable): Promise<ReadonlySet<string>> {
  const text = "select bait from export_numbers where bait is not null";
  return new Set((await db.query<{ bait: string }>({ text })).map(({ bait }) => bait));
}
