// People outside are asked by mail to come to a meeting, told when it moves, and told when it does not take place.
import { createHash, randomBytes } from "node:crypto";
import {
  type Actor,
  type Database,
  type Done,
  Invalid,
  type Mail,
  type Queryable,
  type Records,
  systemActor,
  type Transaction,
} from "trellis/sdk";
import { type Activity, activityFrom, titled } from "./activity.ts";
import { invitationText, type Person } from "./ical-invitation.ts";
import { problem } from "./problem.ts";

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly mail: Pick<Mail, "isOn" | "write">;
}

interface Invited {
  readonly contact: string;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly sequence: number;
}

type What = "invited" | "moved" | "rescheduled" | "cancelled";

/** What somebody says who was asked. */
export interface Said {
  readonly contact: string;
  readonly state: "invited" | "accepted" | "tentative" | "declined";
  readonly answeredAt: string | null;
}

export class Invitations {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Asks the contact and the guests of meetings to come. Invalid where nobody of them has an address, or no time is set. */
  async invite(actor: Actor, ids: readonly string[]): Promise<Done> {
    const { db, mail } = this.#needs;
    if (!mail.isOn) return { said: "activities.invite.no_mail", tone: "bad" };
    let count = 0;
    for (const id of ids) {
      const { activity, guests } = await this.#meeting(actor, id);
      await db.transaction(async (trx) => {
        const invited = await putIn(trx, { activity: id, guests, language: actor.language });
        await tell(this.#needs, trx, { activity, invited, what: "invited" });
      });
      count += guests.length;
    }
    return { said: "activities.invite.sent", values: { count } };
  }

  /** What those say who were asked by mail. */
  async of(activity: string): Promise<readonly Said[]> {
    const text = `select contact, state, answered_at as "answeredAt" from plugin_activities.invitations where activity = $1`;
    return await this.#needs.db.query<Said & object>({ text, values: [activity] });
  }

  /** Tells those who were asked what became of it; in the transaction in which that is written. */
  async follow(trx: Transaction, activity: Activity, what: Exclude<What, "invited">): Promise<void> {
    if (!this.#needs.mail.isOn) return;
    const invited = await nextFor(trx, activity.id, what);
    await tell(this.#needs, trx, { activity, invited, what });
  }

  async #meeting(actor: Actor, id: string): Promise<{ activity: Activity; guests: readonly Guest[] }> {
    const { records } = this.#needs;
    const record = await records.get(actor, "activity", id, { include: [...titled] });
    const activity = activityFrom(record);
    if (activity.startAt === null || activity.allDay || activity.status !== "planned")
      throw new Invalid([problem("startAt", "no_time_to_come")]);
    const asked = [activity.contact?.id, ...((record["guests"] as readonly string[] | null) ?? [])];
    const guests = await guestsOf(records, actor, [...new Set(asked.filter((one) => one !== undefined))]);
    if (guests.length === 0) throw new Invalid([problem("guests", "nobody_to_invite")]);
    return { activity, guests };
  }
}

interface Guest {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** Those of the contacts that the person sees and that have an address. */
async function guestsOf(records: Records, actor: Actor, ids: readonly string[]): Promise<readonly Guest[]> {
  if (ids.length === 0) return [];
  const filter = { field: "id", op: "in", value: ids } as const;
  const { data } = await records.list(actor, "contact", { filter, fields: ["name", "email"], limit: 200 });
  return data.flatMap(({ id, name, email }) =>
    typeof email === "string" && email !== "" ? [{ id, name: String(name), address: email }] : [],
  );
}

interface ToPutIn {
  readonly activity: string;
  readonly guests: readonly Guest[];
  readonly language: string;
}

/** Who is asked again gets the next number. */
async function putIn(trx: Queryable, { activity, guests, language }: ToPutIn): Promise<readonly Invited[]> {
  const text = `insert into plugin_activities.invitations as i (activity, contact, name, address, language)
    select $1, g.id, g.name, g.address, $3 from jsonb_to_recordset($2::jsonb) as g(id uuid, name text, address text)
    on conflict (activity, contact) do update set name = excluded.name, address = excluded.address, sequence = i.sequence + 1,
      sent_at = now(), replied = null, replied_at = null
    returning contact, name, address, language, sequence`;
  return await trx.query<Invited & object>({ text, values: [activity, JSON.stringify(guests), language] });
}

async function nextFor(trx: Queryable, activity: string, what: What): Promise<readonly Invited[]> {
  const text =
    what === "cancelled"
      ? `delete from plugin_activities.invitations where activity = $1 returning contact, name, address, language, sequence + 1 as sequence`
      : `update plugin_activities.invitations set sequence = sequence + 1, sent_at = now(), replied = null, replied_at = null,
           state = case when $2 then 'invited' else state end, answered_at = case when $2 then null else answered_at end
         where activity = $1 returning contact, name, address, language, sequence`;
  // Another time is another question; another name or place is none.
  return await trx.query<Invited & object>({
    text,
    values: what === "cancelled" ? [activity] : [activity, what === "rescheduled"],
  });
}

interface Telling {
  readonly activity: Activity;
  readonly invited: readonly Invited[];
  readonly what: What;
}

async function tell({ records, mail }: Needs, trx: Transaction, { activity, invited, what }: Telling): Promise<void> {
  if (invited.length === 0) return;
  const host = await hostOf(records, trx, activity);
  for (const one of invited) {
    const method = what === "cancelled" ? "CANCEL" : "REQUEST";
    const path = what === "cancelled" ? {} : { path: await answerPath(trx, activity.id, one.contact) };
    const content = invitationText(method, { activity, host, guest: one, sequence: one.sequence });
    await mail.write(trx, {
      to: { name: one.name, address: one.address, language: one.language },
      words: `activities.mail.${what === "rescheduled" ? "moved" : what}`,
      ...path,
      values: {
        host: host.name,
        subject: activity.subject,
        place: activity.place || "–",
        when: whenFor(activity, one.language),
      },
      appointment: { method, content },
      once: `${activity.id} ${one.contact} ${one.sequence}`,
    });
  }
}

export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Where a guest answers without signing in; the link of the letter before opens nothing any more. */
async function answerPath(trx: Queryable, activity: string, contact: string): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  const text = "update plugin_activities.invitations set answer_hash = $3 where activity = $1 and contact = $2";
  await trx.query({ text, values: [activity, contact, hashOf(secret)] });
  return `/activities/answers/${secret}`;
}

/** Whoever has the meeting asks; answers go to their address. */
async function hostOf(records: Records, on: Queryable, { owner }: Activity): Promise<Person> {
  const fields = ["name", "email"];
  const found = owner && (await records.find(systemActor("activities"), "user", owner.id, { fields, on }));
  return found
    ? { name: String(found["name"]), address: found["email"] as string | null }
    : { name: "", address: null };
}

/** In the zone in which it was planned, which is named: the guest may live in another. */
export function whenFor({ startAt, zone }: Activity, language: string): string {
  const style = {
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  return new Intl.DateTimeFormat(language, { ...style, timeZone: zone, timeZoneName: "short" }).format(
    new Date(startAt ?? 0),
  );
}
