// Who works for a company and who did: what its page shows.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import type { Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import { type Employment, peopleOnceAt } from "./employers.ts";

const shown = 5;

export interface PeopleOfCompany {
  /** Those who work here, by name; five at most. */
  readonly people: readonly Rec[];
  readonly count: { readonly number: number; readonly exact: boolean };
  /** Those who did, or do so besides. */
  readonly once: readonly Employment[];
}

/** Only people the actor may see; undefined when that can be nobody. */
export async function peopleOfCompany(
  records: Records,
  db: Database,
  actor: Actor,
  companyId: string,
): Promise<PeopleOfCompany | undefined> {
  if (!may(actor, "contacts.read")) return undefined;
  const filter = { field: "company", op: "eq", value: companyId } as const;
  const [{ data: people }, count, once] = await Promise.all([
    records.list(actor, "contact", {
      filter,
      sort: [{ field: "name", direction: "asc" }],
      limit: shown,
    }),
    records.count(actor, "contact", filter),
    peopleOnceAt(db, companyId, shown),
  ]);
  const seen = await visible(
    records,
    actor,
    "contact",
    once.map(({ contactId }) => contactId),
  );
  return { people, count, once: once.filter(({ contactId }) => seen.has(contactId)) };
}

/** Those of these records that the actor may see. */
export async function visible(
  records: Records,
  actor: Actor,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || !may(actor, kind === "contact" ? "contacts.read" : "companies.read")) return new Set();
  const { data } = await records.list(actor, kind, {
    filter: { field: "id", op: "in", value: [...new Set(ids)] },
    fields: ["name"],
    limit: 200,
  });
  return new Set(data.map(({ id }) => id));
}
