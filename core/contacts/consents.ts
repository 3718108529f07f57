import type { Queryable } from "../db/database.ts";

/** A statement of a person, as the consents page and whoever wants to write to them read it. */
export interface Statement {
  readonly id: string;
  readonly channel: string;
  readonly purpose: string;
  readonly state: string;
  readonly source: string | null;
  readonly at: string;
}

const ofContact =
  "select id, channel, purpose, state, source, at from consents where contact_id = $1 and deleted_at is null order by at desc, id desc limit 500";

/** Everything a person ever stated, the newest first. */
export async function statementsOf(db: Queryable, contactId: string): Promise<Statement[]> {
  return await db.query<Statement & Record<string, unknown>>({
    name: "contacts.statements",
    text: ofContact,
    values: [contactId],
  });
}

/** The statements that hold, given all of them with the newest first: one per channel and purpose. */
export function valid(statements: readonly Statement[]): Statement[] {
  const byAbout = new Map<string, Statement>();
  for (const statement of statements) {
    const about = `${statement.channel} ${statement.purpose}`;
    if (!byAbout.has(about)) byAbout.set(about, statement);
  }
  return [...byAbout.values()];
}
