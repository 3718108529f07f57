// The letters that wait, and what became of those that do not.
import type { Queryable } from "../db/database.ts";

export type MailState = "waiting" | "sending" | "sent" | "failed" | "unclear" | "expired";

/** A letter as administrators see it: never what it says. */
export interface MailLine {
  readonly id: string;
  readonly createdAt: string;
  readonly recipient: string;
  readonly subject: string;
  readonly state: MailState;
  readonly tries: number;
  readonly endedAt: string | null;
  readonly error: string | null;
}

export interface NewMail {
  readonly id: string;
  readonly owner: string;
  readonly recipient: string;
  readonly subject: string;
  readonly letter: Buffer;
  readonly usefulFor: number | null;
  readonly once: string | null;
}

interface Try {
  readonly letter: Buffer;
  readonly state: MailState;
  readonly tries: number;
  readonly dark: number;
}

const insert = `insert into mails (id, owner, recipient, subject, letter, useful_until, once)
values ($1, $2, $3, $4, $5, now() + $6 * interval '1 minute', $7) on conflict (once) where once is not null do nothing returning id`;

// A try that finds another one under way was preceded by one of which nobody knows the end.
const begin = `update mails set tries = tries + 1, dark = dark + (state = 'sending')::int,
  state = case when useful_until <= now() then 'expired' when state = 'sending' and dark > 0 then 'unclear' else 'sending' end
where id = $1 and state in ('waiting', 'sending') returning letter, state, tries, dark`;

// What has ended says nothing any more; what failed can still be sent by hand.
const end = `update mails set state = $2, error = left($3, 500),
  ended_at = case when $2 in ('waiting', 'sending') then null else now() end,
  letter = case when $2 in ('sent', 'expired') then null else letter end
where id = $1`;

const again = `update mails set state = 'waiting', tries = 0, dark = 0, ended_at = null, error = null
where id = $1 and state in ('failed', 'unclear') and letter is not null and (useful_until is null or useful_until > now()) returning id`;

const list = `select id, created_at as "createdAt", recipient, subject, state, tries, ended_at as "endedAt", error,
  state in ('failed', 'unclear') and letter is not null and (useful_until is null or useful_until > now()) as "canRepeat"
from mails order by created_at desc, id desc limit 100`;

/** False when this one was written before. */
export async function putIn(db: Queryable, mail: NewMail): Promise<boolean> {
  const { id, owner, recipient, subject, letter, usefulFor, once } = mail;
  const values = [id, owner, recipient, subject, letter, usefulFor, once];
  return (await db.query({ text: insert, values })).length > 0;
}

/** Begins a try; undefined when there is nothing left to try. */
export async function beginTry(db: Queryable, id: string): Promise<Try | undefined> {
  const [found] = await db.query<Try & object>({ text: begin, values: [id] });
  if (!found || found.state === "sending") return found;
  await endTry(db, id, { state: found.state });
  return undefined;
}

export async function endTry(
  db: Queryable,
  id: string,
  { state, error = null }: { state: MailState; error?: string | null },
): Promise<void> {
  await db.query({ text: end, values: [id, state, error] });
}

/** True when it may be tried from the beginning. */
export const beginAnew = async (db: Queryable, id: string): Promise<boolean> =>
  (await db.query({ text: again, values: [id] })).length > 0;

export const newest = (db: Queryable): Promise<(MailLine & { canRepeat: boolean })[]> => db.query({ text: list });

/** Letters of a quarter are kept; run by a job. */
export async function tidyOutbox(db: Queryable): Promise<void> {
  await db.query({
    text: "delete from mails where created_at < now() - interval '90 days' and state not in ('waiting', 'sending')",
  });
}
