// Letters that tell people what happened to their account, so that they notice what somebody else did.
import type { Transaction } from "../db/database.ts";
import type { RecordEvent } from "../events/event.ts";
import type { Database } from "../db/database.ts";
import type { Letter } from "../mail/letter.ts";
import type { Mail } from "../mail/mail.ts";

/** What happened: the letter's words are `users.mail.<notice>`. */
export type Notice = "password_changed" | "second_factor_changed" | "identity_linked";

export type Post = Pick<Mail, "isOn" | "write">;

/** Tells a person about their account, in the transaction in which it happened. */
export async function tell(post: Post, trx: Transaction, userId: string, notice: Notice): Promise<void> {
  const name = await nameOf(trx, userId);
  await post.write(trx, { to: { person: userId }, words: `users.mail.${notice}`, values: { name }, path: "/me" });
}

/** Tells the address of before that it is no longer the one to sign in with, whichever way it was changed. */
export async function addressMoved(db: Database, post: Post, event: RecordEvent): Promise<void> {
  const old = event.before?.["email"];
  if (!post.isOn || typeof old !== "string" || old === event.after?.["email"]) return;
  await db.transaction(async (trx) => {
    const [person] = await trx.query<Person & object>({ text: findPerson, values: [event.recordId] });
    if (!person) return;
    const letter: Letter = {
      to: { name: person.name, address: old, language: person.language },
      words: "users.mail.address_changed",
      values: { name: person.name, address: String(event.after?.["email"] ?? "–") },
      once: `users.address.${event.id}`,
    };
    await post.write(trx, letter);
  });
}

// The head of the first team above that has one, and is not the person themselves.
const head = `with recursive above(id, depth) as (select team_id, 0 from users where id = $1
  union select t.parent_id, a.depth + 1 from teams t join above a on t.id = a.id where a.depth < 50)
select m.id from above a join teams t on t.id = a.id and t.deleted_at is null join users m on m.id = t.manager_id
where m.id <> $1 and m.state = 'active' and m.deleted_at is null order by a.depth limit 1`;

/** Tells whoever heads the team that somebody of it is about to leave; not whoever said so themselves. */
export async function tellHead(
  post: Post,
  trx: Transaction,
  { person, by }: { readonly person: string; readonly by: string },
): Promise<void> {
  const [found] = await trx.query<{ id: string }>({ text: head, values: [person] });
  if (!found || found.id === by) return;
  const values = { name: await nameOf(trx, found.id), person: await nameOf(trx, person) };
  await post.write(trx, {
    to: { person: found.id },
    words: "users.mail.notice_began",
    values,
    path: `/settings/people/${person}`,
  });
}

interface Person {
  readonly name: string;
  readonly language: string | null;
}

const findPerson = `select name, coalesce(language, (select value #>> '{}' from settings where path = 'company.language')) as language
from users where id = $1`;

async function nameOf(trx: Transaction, userId: string): Promise<string> {
  const [person] = await trx.query<Person & object>({ text: findPerson, values: [userId] });
  return person?.name ?? "";
}
