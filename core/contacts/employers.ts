// Where people worked before and work besides. The current employer is the contact's own field; leaving it makes a row here.
import type { Queryable, Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { newId } from "../kernel/ids.ts";
import type { Written } from "../records/kind.ts";

/** A former or additional employer of a person. */
export interface Employment {
  readonly id: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly role: string | null;
  /** `YYYY-MM-DD`; null when nobody knows. */
  readonly from: string | null;
  /** Null while it lasts. */
  readonly to: string | null;
}

interface Leaving {
  readonly id: string;
  readonly contact: string;
  readonly company: string;
  readonly role: string | null;
}

/** Closes the time at the former employer of everybody who moved; moving back on the same day leaves no trace. */
export async function keepFormerEmployers(trx: Transaction, written: readonly Written[], actor: Actor): Promise<void> {
  const moved = written.filter(({ before, record }) => before && before["company"] !== record["company"]);
  if (moved.length === 0) return;
  await close(trx, moved.flatMap(leavingOf), actor);
  await reopen(trx, moved);
}

function leavingOf({ before, record }: Written): Leaving[] {
  const company = before?.["company"];
  if (typeof company !== "string") return [];
  return [{ id: newId(), contact: record.id, company, role: (before?.["jobTitle"] as string | null) ?? null }];
}

// Whoever comes back has not left: a row that ended today is a correction taken back, an open one becomes the main job.
async function reopen(trx: Transaction, moved: readonly Written[]): Promise<void> {
  const here = moved.filter(({ record }) => typeof record["company"] === "string");
  const text = `delete from contact_links l using unnest($1::uuid[], $2::uuid[]) as m (contact, company)
    where l.contact_id = m.contact and l.company_id = m.company and (l.to_date is null or l.to_date = current_date)`;
  await trx.query({ text, values: [here.map(({ record }) => record.id), here.map(({ record }) => record["company"])] });
}

// The time at a company began when the one before ended. Less than a day was a slip of the hand, not a job.
async function close(trx: Transaction, leaving: readonly Leaving[], actor: Actor): Promise<void> {
  if (leaving.length === 0) return;
  const text = `insert into contact_links (id, contact_id, company_id, title, role, from_date, to_date, created_by, updated_by)
    select m.id, m.contact, m.company, coalesce(m.role, ''), m.role, began.day, current_date, $5, $5
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as m (id, contact, company, role)
    cross join lateral (select max(to_date) as day from contact_links where contact_id = m.contact and deleted_at is null) began
    where began.day is distinct from current_date`;
  const of = (key: keyof Leaving) => leaving.map((one) => one[key]);
  await trx.query({ text, values: [of("id"), of("contact"), of("company"), of("role"), actor.id] });
}

const selected = `select l.id, l.contact_id as "contactId", p.name as "contactName", l.company_id as "companyId", c.name as "companyName",
  l.role, l.from_date as "from", l.to_date as "to"
  from contact_links l join contacts p on p.id = l.contact_id and p.deleted_at is null join companies c on c.id = l.company_id and c.deleted_at is null`;

/** The employments of a person, the present ones first. */
export async function employmentsOf(db: Queryable, contactId: string): Promise<Employment[]> {
  const text = `${selected} where l.contact_id = $1 and l.deleted_at is null order by l.to_date desc nulls first, l.from_date desc nulls last limit 50`;
  return await db.query<Employment & Record<string, unknown>>({
    name: "contacts.employments",
    text,
    values: [contactId],
  });
}

/** People who worked for a company, or work for it besides their main job; `limit` of them, the latest first. */
export async function peopleOnceAt(db: Queryable, companyId: string, limit: number): Promise<Employment[]> {
  const text = `${selected} where l.company_id = $1 and l.deleted_at is null and p.company_id is distinct from l.company_id order by l.to_date desc nulls first, p.name limit $2`;
  return await db.query<Employment & Record<string, unknown>>({
    name: "contacts.once_at",
    text,
    values: [companyId, limit],
  });
}
