// Whether what somebody opened lately is still usual for them.
import type { Database } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Alerts } from "./alerts.ts";
import { type Figures, hoursOf, lookedAt, paceOf, sequenceOf } from "./judge.ts";
import type { RuleName, Step } from "./rule.ts";
import { type Fine, fineIn, rulesNow } from "./rule-settings.ts";
import { hoursBefore, type Usual, usualOf } from "./usual.ts";

const lately = `select count(distinct (kind, record_id))::int as day,
  count(distinct (kind, record_id)) filter (where at > now() - interval '1 hour')::int as hour
  from readings where user_id = $1 and at > now() - interval '24 hours'`;

const late = `select count(distinct (kind, record_id))::int as count from readings where user_id = $1
  and at >= date_trunc('day', now() at time zone $2) at time zone $2
  and extract(hour from at at time zone $2) * 60 + extract(minute from at at time zone $2) not between $3 and $4`;

const newest = `select kind, record_id as "recordId", place, (extract(epoch from at) * 1000)::float8 as at
  from readings where user_id = $1 order by at desc, seq desc limit $2`;

export async function look(db: Database, alerts: Alerts, { id, timeZone }: Actor): Promise<void> {
  const fine = fineIn(await rulesNow(db));
  const tell = async (rule: RuleName, detail: Figures): Promise<void> => {
    if (detail) await alerts.raise({ rule, userId: id, detail });
  };
  await tell("sequence", await sequence(db, id, fine));
  const [opened] = await db.query<{ day: number; hour: number }>({
    name: "readings-lately",
    text: lately,
    values: [id],
  });
  // What is usual is asked for only where it can matter: most people never come near.
  if (!opened || opened.day <= Math.min(fine.off_hours, fine.pace)) return;
  const usual = usualOf(await hoursBefore(db, id, timeZone));
  await tell("pace", paceOf(opened.hour, usual, fine.pace));
  await tell("off_hours", await hours(db, { id, timeZone, usual, fine }));
}

async function sequence(db: Database, id: string, fine: Fine): Promise<Figures> {
  const values = [id, lookedAt(fine.sequence)];
  const found = await db.query<Step & object>({ name: "readings-newest", text: newest, values });
  return sequenceOf(found.toReversed(), fine.sequence);
}

async function hours(
  db: Database,
  { id, timeZone, usual, fine }: { id: string; timeZone: string; usual: Usual; fine: Fine },
): Promise<Figures> {
  const { from, until } = usual;
  if (from === null || until === null) return undefined;
  const [found] = await db.query<{ count: number }>({ text: late, values: [id, timeZone, from, until] });
  return hoursOf(found?.count ?? 0, usual, fine.off_hours);
}
