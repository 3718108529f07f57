// What people and companies add to record pages: who works there, where somebody worked, what was allowed, who may be the same.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import type { Host } from "../plugins/plugin.ts";
import { sees } from "../records/access/seen-values.ts";
import type { Kinds } from "../records/kinds.ts";
import type { Records } from "../records/records.ts";
import { blocked } from "./channels.ts";
import { statementsOf, valid } from "./consents.ts";
import { type Duplicate, findDuplicates, pluralOf } from "./duplicates.ts";
import { employmentsOf } from "./employers.ts";
import { channelsOf, textOf } from "./keys.ts";
import { mergedInto } from "./merge-memory.ts";
import type { PartyKind } from "./neighbours.ts";
import { peopleOfCompany, visible } from "./people-of-company.ts";

export interface PanelNeeds {
  readonly kinds: Kinds;
  readonly records: Records;
  readonly db: Database;
}

/** Adds the panels of this area; each asks only for what this person may see. */
export function addPanels(host: Host, needs: PanelNeeds): void {
  for (const kind of ["contact", "company"] as const) addHints(host, needs, kind);
  host.panel({
    id: "people",
    kind: "company",
    place: "side",
    title: "contacts.panel.people",
    order: 10,
    template: "contacts/_people",
    view: (actor, id) => peopleView(needs, actor, id),
  });
  host.panel({
    id: "employers",
    kind: "contact",
    place: "side",
    title: "contacts.panel.employers",
    order: 40,
    template: "contacts/_employers",
    view: (actor, id) => employersView(needs, actor, id),
  });
  host.panel({
    id: "consents",
    kind: "contact",
    place: "side",
    title: "contacts.panel.consents",
    order: 50,
    template: "contacts/_consents",
    view: (actor, id) => consentsView(needs, actor, id),
  });
}

function addHints(host: Host, needs: PanelNeeds, kind: PartyKind): void {
  const hint = { kind, place: "head" } as const;
  host.panel({
    ...hint,
    id: `${kind}-blocked`,
    title: "contacts.panel.blocked",
    order: 5,
    template: "contacts/_blocked",
    view: (actor, id) => blockedView(needs, actor, kind, id),
  });
  host.panel({
    ...hint,
    id: `${kind}-duplicates`,
    title: "contacts.panel.duplicates",
    order: 10,
    template: "contacts/_duplicates",
    view: (actor, id) => duplicatesView(needs, actor, kind, id),
  });
  host.panel({
    kind,
    place: "side",
    id: `${kind}-merges`,
    title: "contacts.panel.merges",
    order: 90,
    template: "contacts/_merges",
    view: (actor, id) => mergesView(needs, actor, kind, id),
  });
}

async function mergesView({ db }: PanelNeeds, actor: Actor, kind: PartyKind, id: string) {
  const merges = may(actor, `${pluralOf[kind]}.merge`) ? await mergedInto(db, id) : [];
  return merges.length > 0 ? { merges } : undefined;
}

async function blockedView({ records }: PanelNeeds, actor: Actor, kind: PartyKind, id: string) {
  const record = await records.find(actor, kind, id);
  const found = record
    ? blocked({ email: textOf(record, "email"), phone: textOf(record, "phone"), channels: channelsOf(record) })
    : [];
  return found.length > 0 ? { blocked: found } : undefined;
}

async function peopleView({ records, db, kinds }: PanelNeeds, actor: Actor, companyId: string) {
  const seen = kinds.seenBy(actor);
  if (!sees(seen.get("contact"), "company")) return undefined;
  const found = await peopleOfCompany(records, db, actor, companyId);
  if (!found) return undefined;
  const seesRoles = sees(seen.get("employment"), "role");
  const { people, count, once } = found;
  return {
    people: people.map(({ id, name, jobTitle, email, phone }) => ({
      href: `/contacts/${id}`,
      name,
      jobTitle,
      email,
      phone,
    })),
    all: count.number > people.length ? { path: `/contacts?filter[company]=${companyId}`, count: count.number } : null,
    once: once.map(({ contactId, contactName, role, from, to }) => ({
      href: `/contacts/${contactId}`,
      name: contactName,
      role: seesRoles ? role : null,
      from,
      to,
    })),
    add: may(actor, "contacts.create") ? `/new/contacts?company=${companyId}` : null,
  };
}

async function employersView({ records, db, kinds }: PanelNeeds, actor: Actor, contactId: string) {
  const kind = kinds.seenBy(actor).get("employment");
  if (!sees(kind, "company")) return undefined;
  const employments = await employmentsOf(db, contactId);
  const change = may(actor, "contacts.change");
  if (employments.length === 0 && !change) return undefined;
  const seen = await visible(
    records,
    actor,
    "company",
    employments.map(({ companyId }) => companyId),
  );
  return {
    contactId,
    change,
    employments: employments.map(({ id, companyId, companyName, role, from, to }) => ({
      id,
      role: sees(kind, "role") ? role : null,
      from,
      to,
      name: seen.has(companyId) ? companyName : null,
      href: seen.has(companyId) ? `/companies/${companyId}` : null,
    })),
  };
}

async function consentsView({ db }: PanelNeeds, actor: Actor, contactId: string) {
  const statements = valid(await statementsOf(db, contactId));
  const change = may(actor, "contacts.change");
  if (statements.length === 0 && !change) return undefined;
  return {
    contactId,
    change,
    statements: statements.map((statement) => ({ ...statement, good: statement.state === "granted" })),
  };
}

async function duplicatesView({ records, db, kinds }: PanelNeeds, actor: Actor, kind: PartyKind, id: string) {
  const record = await records.find(actor, kind, id);
  if (!record) return undefined;
  const found = await findDuplicates({ db, actor, kinds: kinds.seenBy(actor) }, kind, { id, values: record });
  if (found.length === 0) return undefined;
  const merge = may(actor, `${pluralOf[kind]}.merge`);
  return { duplicates: found.slice(0, 3).map((duplicate) => duplicateLine(duplicate, { kind, id, merge })) };
}

function duplicateLine(
  { id, name, owner, reason }: Duplicate,
  { kind, id: self, merge }: { kind: PartyKind; id: string; merge: boolean },
) {
  const plural = pluralOf[kind];
  return {
    name,
    owner,
    why: `contacts.same.${reason}`,
    href: id && `/${plural}/${id}`,
    merge: id && merge ? `/${plural}/${self}/merge?with=${id}` : null,
    part: id && merge ? `/${plural}/${self}/distinctions/${id}` : null,
  };
}
