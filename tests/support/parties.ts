// A database of people and companies, and colleagues with rights to them.
import { classifier } from "../../core/contacts/classifier.ts";
import { company } from "../../core/contacts/company.ts";
import { consent } from "../../core/contacts/consent.ts";
import { contact } from "../../core/contacts/contact.ts";
import { employment } from "../../core/contacts/employment.ts";
import type { Actor, Scope } from "../../core/kernel/actor.ts";
import { Invalid, type Problem } from "../../core/kernel/errors.ts";
import type { Rec } from "../../core/records/record.ts";
import { freshPeople, type TestPeople } from "./people.ts";

export interface Parties extends TestPeople {
  /** Somebody whose rights to contacts and companies reach this far. */
  colleague(name: string, scope?: Scope, mates?: readonly string[]): Promise<Actor>;
}

export const kinds = [contact, company, consent, classifier, employment];

export async function openParties(): Promise<Parties> {
  const people = await freshPeople(...kinds);
  return { ...people, colleague: (name, scope = "all", mates = []) => colleague(people, { name, scope, mates }) };
}

async function colleague(
  people: TestPeople,
  { name, scope, mates }: { name: string; scope: Scope; mates: readonly string[] },
): Promise<Actor> {
  const user = await people.records.create(systemLike, "user", { name });
  const actions = ["read", "create", "change", "delete", "merge"];
  const rights = ["contacts", "companies", "consents"].flatMap((plural) =>
    actions.map((action): [string, Scope] => [`${plural}.${action}`, scope]),
  );
  return {
    ...systemLike,
    id: user.id,
    name,
    kind: "person",
    source: "page",
    teamMates: [user.id, ...mates],
    subtreeMates: [user.id, ...mates],
    grants: new Map(rights),
  };
}

const systemLike: Actor = {
  id: "system:test",
  kind: "system",
  name: "system:test",
  source: "job",
  language: "en",
  timeZone: "UTC",
  roles: [],
  teamIds: [],
  teamMates: [],
  subtreeMates: [],
  grants: new Map(),
};

/** What is wrong with a write, as `pointer code`; an empty list when it went through. */
export async function problemsOf(write: Promise<Rec>): Promise<string[]> {
  const problems = await write.then(
    (): readonly Problem[] => [],
    (error: unknown) => {
      if (error instanceof Invalid) return error.problems;
      throw error;
    },
  );
  return problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

/** The same person through another door. */
export const through = (actor: Actor, source: Actor["source"]): Actor => ({ ...actor, source });
