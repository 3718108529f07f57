// What the audit trail shows of the last hour: looks behind masks on a device somebody never used before, and many deletions.
import type { Database } from "../../db/database.ts";
import { isId } from "../../kernel/ids.ts";
import type { Trail } from "../../security/audit/chain.ts";
import { boundsOf } from "../audit/bounds.ts";
import type { Alerts } from "./alerts.ts";
import { endRestraints } from "./consequences.ts";
import { type Figures, manyOf } from "./judge.ts";
import { looksOnNewDevice } from "./new-device.ts";
import type { RuleName } from "./rule.ts";
import { fineIn, rulesNow } from "./rule-settings.ts";

interface Counted {
  readonly actor: string;
  readonly count: number;
}

const HOUR = 3_600_000;

const removals = `select actor_id as actor, count(*)::int as count from changes
  where seq >= $1 and at > now() - interval '1 hour' and action = 'removed' group by actor_id`;

const reveals = `select actor_id as actor, count(*)::int as count from audit_events
  where seq >= $1 and at > now() - interval '1 hour' and action = 'field.revealed' group by actor_id`;

export async function sweep(db: Database, alerts: Alerts): Promise<void> {
  await endRestraints(db);
  const fine = fineIn(await rulesNow(db));
  const tell = async (rule: RuleName, userId: string, detail: Figures): Promise<void> => {
    if (detail) await alerts.raise({ rule, userId, detail });
  };
  for (const { actor, count } of await counted(db, "change", removals))
    await tell("removals", actor, manyOf(count, fine.removals));
  for (const { actor, count } of await counted(db, "event", reveals))
    if (manyOf(count, fine.reveals))
      await tell("reveals", actor, manyOf((await looksOnNewDevice(db, actor)) ?? 0, fine.reveals));
}

/** Background work is nobody's doing. */
async function counted(db: Database, trail: Trail, text: string): Promise<Counted[]> {
  const { first } = await boundsOf(db, trail, { from: new Date(Date.now() - HOUR).toISOString() });
  const found = await db.query<Counted & object>({ text, values: [first] });
  return found.filter(({ actor }) => isId(actor));
}
