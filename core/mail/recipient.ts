import type { Queryable } from "../db/database.ts";
import type { Recipient } from "./letter.ts";

const find = `select name, email as address,
  coalesce(language, (select value #>> '{}' from settings where path = 'company.language')) as language
from users where id = $1 and state <> 'inactive' and email is not null and deleted_at is null`;

/** Somebody who works here, in the language they read; undefined when they left or have no address. */
export async function recipientOf(db: Queryable, userId: string): Promise<Recipient | undefined> {
  const [found] = await db.query<Recipient & object>({ text: find, values: [userId] });
  return found;
}
