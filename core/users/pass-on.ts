// What somebody leaves behind besides records: saved views, and records that they gave to others for a while.
import type { Transaction } from "../db/database.ts";
import { isObject } from "../kernel/json.ts";

/** Ids of what went to whom, so that it can come back. */
export interface Passed {
  readonly views: readonly string[];
  /** Given by whoever has the records now. */
  readonly shares: readonly string[];
  /** Ended, because nobody gives something to themselves. */
  readonly ended: readonly string[];
}

const views =
  "update views set owner_id = $2, version = version + 1, updated_at = now() where owner_id = $1 returning id";

const own = `update shares set ended_at = now(), ended_by = $1 where given_by = $1::uuid and kind = $2 and user_id = $3::uuid
  and ended_at is null returning id`;
const shares = `update shares set given_by = $3 where given_by = $1 and kind = $2 and ended_at is null
  and coalesce(ends_at > now(), true) returning id`;

/** Passes on views, and by kind what was given: that holds as far as whoever has it now may do as much. */
export async function passOn(
  trx: Transaction,
  from: string,
  to: { readonly views: string | undefined; readonly kinds: Readonly<Record<string, string>> },
): Promise<Passed> {
  const run = async (text: string, values: readonly unknown[]): Promise<string[]> =>
    (await trx.query<{ id: string }>({ text, values })).map(({ id }) => id);
  const passed = { views: to.views === undefined ? [] : await run(views, [from, to.views]) };
  const [given, ended]: [string[], string[]] = [[], []];
  for (const [kind, person] of Object.entries(to.kinds)) {
    ended.push(...(await run(own, [from, kind, person])));
    given.push(...(await run(shares, [from, kind, person])));
  }
  return { ...passed, shares: given, ended };
}

const viewsBack = `update views set owner_id = $2, version = version + 1, updated_at = now()
  where id = any($1::uuid[]) and owner_id = $3`;
const sharesBack = `update shares set given_by = $2 where id = any($1::uuid[]) and ended_at is null`;
const reopened = `update shares set ended_at = null, ended_by = null where id = any($1::uuid[]) and ended_by = $2::text`;

/** Gives back what a handing over passed on; what somebody has given further or ended meanwhile stays as it is. */
export async function takeBackPassed(trx: Transaction, summary: Readonly<Record<string, unknown>>): Promise<void> {
  const { from, viewsTo, passed } = summary;
  if (typeof from !== "string" || !isObject(passed)) return;
  const ids = (name: keyof Passed): unknown => (Array.isArray(passed[name]) ? passed[name] : []);
  await trx.query({ text: viewsBack, values: [ids("views"), from, viewsTo ?? null] });
  await trx.query({ text: sharesBack, values: [ids("shares"), from] });
  await trx.query({ text: reopened, values: [ids("ended"), from] });
}
