// A deal's owner hears by mail that what is kept for it is about to be free again, and that it is: once each, in the transaction that marks it.
import type { Actor, Database, Mail, Records, Transaction } from "trellis/sdk";
import { keeper } from "./keeper.ts";
import { SOON } from "./kept.ts";
import { type Gone, letGo } from "./reservations.ts";

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly mail: Pick<Mail, "isOn" | "write">;
  readonly actors: { ofUser(id: string, source: "job"): Promise<Actor | undefined> };
}

/** The owner of a deal, and what it is called for them. */
interface Told {
  readonly owner: Actor;
  readonly name: string;
}

type What = "ends" | "ended";

/** After three days nobody needs to hear of it any more. */
const USEFUL = 3 * 24 * 60;

const dueSql = `select distinct deal_id as deal from plugin_warehouse.reservations
  where deal_id is not null and document_id is null and (until < now() or (until < now() + ${SOON} and told_at is null))`;

// Whoever is at it already tells of it: nobody waits for them.
const soonSql = `update plugin_warehouse.reservations set told_at = now() where id in (
    select id from plugin_warehouse.reservations
    where deal_id = $1 and document_id is null and told_at is null and until >= now() and until < now() + ${SOON}
    for update skip locked)
  returning product_id as product, until`;

/** Tells of the reservations whose time is up or nearly so, and ends the former. */
export async function endReservations(needs: Needs): Promise<void> {
  const { db, mail } = needs;
  const failed = mail.isOn ? await tellAll(needs) : [];
  await db.transaction(async (trx) => await letGo(trx, { over: true }));
  if (failed.length > 0) throw new AggregateError(failed, "Of some reservations that end nobody could be told.");
}

/** A transaction for each deal, so that a letter that cannot be written keeps nobody else from theirs; answers what failed. */
async function tellAll(needs: Needs): Promise<readonly unknown[]> {
  const failed: unknown[] = [];
  for (const { deal } of await needs.db.query<{ deal: string }>({ text: dueSql })) {
    try {
      const told = await ownerOf(needs, deal);
      if (told) await needs.db.transaction(async (trx) => await tellOf(trx, needs.mail, { deal, told }));
    } catch (error) {
      failed.push(error);
    }
  }
  return failed;
}

async function tellOf(
  trx: Transaction,
  mail: Needs["mail"],
  { deal, told }: { readonly deal: string; readonly told: Told },
): Promise<void> {
  const ended = await letGo(trx, { over: true, deal });
  await write(trx, mail, { what: "ended", deal, told, gone: ended });
  const soon = await trx.query<Gone & object>({ text: soonSql, values: [deal] });
  await write(trx, mail, { what: "ends", deal, told, gone: soon });
}

/** As they may see the deal now; undefined for nobody's, or somebody who may not see it or left. */
async function ownerOf({ records, actors }: Needs, deal: string): Promise<Told | undefined> {
  const owner = (await records.find(keeper, "deal", deal, { fields: ["owner"] }))?.["owner"];
  const actor = typeof owner === "string" ? await actors.ofUser(owner, "job") : undefined;
  const seen = actor && (await records.find(actor, "deal", deal, { fields: ["name"] }));
  return seen && { owner: actor, name: String(seen["name"]) };
}

interface Writing {
  readonly what: What;
  readonly deal: string;
  readonly told: Told;
  readonly gone: readonly Gone[];
}

async function write(trx: Transaction, mail: Needs["mail"], { what, deal, told, gone }: Writing): Promise<void> {
  const [first] = gone.map(({ until }) => new Date(until ?? 0)).toSorted((a, b) => a.getTime() - b.getTime());
  if (!first) return;
  const { language, timeZone } = told.owner;
  const when = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone }).format(first);
  await mail.write(trx, {
    to: { person: told.owner.id },
    words: `warehouse.mail.${what}`,
    values: { deal: told.name, when, count: new Set(gone.map(({ product }) => product)).size },
    path: `/deals/${deal}`,
    usefulFor: USEFUL,
  });
}
