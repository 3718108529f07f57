import type { Transaction } from "../db/database.ts";
import type { Problem } from "../kernel/errors.ts";
import * as f from "../records/fields/define.ts";
import type { HookContext, KindDefinition, Written, WritingContext } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { isLogin, normalLogin } from "../security/logins.ts";
import { keepAnAdministrator } from "./administrators.ts";
import type { Roles } from "./roles.ts";
import { bumpRights } from "../security/rights-version.ts";

const colors = { invited: "yellow", active: "green", inactive: "red" };

const states = Object.entries(colors).map(([id, color]) => ({ id, color, label: `users.state.${id}` }));

const label = (key: string) => ({ label: `users.field.${key}` });

/** Somebody who works here. Passwords, roles and preferences are no fields: no list, import or API call reaches them. */
export const user: KindDefinition = {
  name: "user",
  plural: "users",
  table: "users",
  owner: "core",
  icon: "user",
  titleField: "name",
  defaultSort: "name",
  listColumns: ["name", "email", "team", "jobTitle", "state"],
  keyFacts: ["email", "team", "state"],
  searchable: ["name", "email"],
  customFields: false,
  fields: {
    name: f.text({ ...label("name"), required: true, maxLength: 120 }),
    email: f.email({ ...label("email"), help: "users.help.email" }),
    team: f.team({ ...label("team"), "x-kind": "team" }),
    jobTitle: f.text({ ...label("jobTitle"), maxLength: 120 }),
    phone: f.phone(label("phone")),
    state: f.choice(states, { ...label("state"), required: true, default: "invited" }),
  },
  hooks: { prepare, check, along },
};

/** Asked in the transaction that gives somebody another address: a new password goes there. */
type Guard = Pick<Roles, "refuseToBe">;

/** The same where roles are known: an address is changed by nobody who could become more than they are by it. */
export const guardedUser = (roles: Guard): KindDefinition => ({
  ...user,
  hooks: {
    ...user.hooks,
    async along(trx, written, context) {
      for (const id of idsOf(written.filter(isElsewhere))) await roles.refuseToBe(context.actor, id, trx);
      await along(trx, written, context);
    },
  },
});

function prepare(draft: Draft): void {
  const email = draft.get("email");
  if (draft.touches("email") && typeof email === "string") draft.set("email", normalLogin(email));
}

async function check(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const email = draft.get("email");
  if (!draft.touches("email") || typeof email !== "string") return [];
  if (!isLogin(email)) return [problem("login_letters")];
  const text = "select 1 from users where lower(email) = $1 and id <> $2 and deleted_at is null";
  const taken = await db.query({ text, values: [email, draft.id] });
  return taken.length > 0 ? [problem("login_taken")] : [];
}

const problem = (code: string): Problem => ({ pointer: "/email", code, message: `problem.${code}` });

/** Whoever is switched off or taken out is out at once: sessions, tokens and links go in the same transaction. */
async function along(trx: Transaction, written: readonly Written[], { actor }: WritingContext): Promise<void> {
  const gone = written.filter(({ before, record }) => isIn(before) && !isIn(record));
  const dead = written.filter((one) => isElsewhere(one) || isOut(one.record) || gone.includes(one));
  if (gone.length > 0) await keepAnAdministrator(trx, idsOf(gone));
  await shutOut(trx, idsOf(gone), ["sessions", "api_tokens"]);
  for (const recordId of idsOf(gone))
    await writeAudit(trx, actor, { action: "person.shut_out", kind: "user", recordId });
  await shutOut(trx, idsOf(dead), ["one_time_links"]);
  await bumpRights(trx);
}

async function shutOut(trx: Transaction, ids: readonly string[], tables: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of tables) await trx.query({ text: `delete from ${table} where user_id = any($1)`, values: [ids] });
}

const idsOf = (written: readonly Written[]): string[] => written.map(({ record }) => record.id);

const isElsewhere = ({ before, record }: Written): boolean =>
  before !== undefined && before["email"] !== record["email"];

/** Also whoever never came in: the link of an invitation works no more when they are asked back. */
const isOut = (record: Written["record"]): boolean => record["state"] === "inactive" || record.deletedAt !== null;

const isIn = (record: Written["before"]): boolean =>
  record !== undefined && record["state"] === "active" && record.deletedAt === null;
