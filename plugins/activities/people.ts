// Everybody who is to come to something, or to help with it, and what they say.
import type { Actor, Records } from "trellis/sdk";
import type { Invitations } from "./invitations.ts";
import type { Participants } from "./participants.ts";

export interface Somebody {
  readonly id: string;
  readonly name: string;
  /** `none`: nobody has asked them by mail yet. */
  readonly state: "invited" | "accepted" | "tentative" | "declined" | "none";
  readonly answeredAt: string | null;
}

export interface People {
  readonly colleagues: readonly Somebody[];
  readonly guests: readonly Somebody[];
}

interface Needs {
  readonly records: Records;
  readonly participants: Participants;
  readonly invitations: Invitations;
}

/** For whoever sees the activity; guests as far as they may see these contacts. */
export async function peopleOf(needs: Needs, actor: Actor, id: string): Promise<People> {
  const { records, participants, invitations } = needs;
  const record = await records.get(actor, "activity", id, { fields: ["guests", "contact"] });
  const [asked, invited] = await Promise.all([participants.of([id]), invitations.of(id)]);
  const guests = [record["contact"], ...listIn(record["guests"])].filter((one) => typeof one === "string");
  const [users, contacts] = await Promise.all([
    namesOf(
      records,
      actor,
      "user",
      asked.map(({ person }) => person),
    ),
    namesOf(records, actor, "contact", [...new Set(guests)]),
  ]);
  const said = new Map(invited.map((one) => [one.contact, one]));
  return {
    colleagues: asked.flatMap(({ person, state, answeredAt }) => {
      const name = users.get(person);
      return name === undefined ? [] : [{ id: person, name, state, answeredAt }];
    }),
    guests: [...contacts].map(([contact, name]) => {
      const one = said.get(contact);
      return { id: contact, name, state: one?.state ?? "none", answeredAt: one?.answeredAt ?? null };
    }),
  };
}

const listIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);

const MOST = 200;

/** Id → name, in the order of the names. */
export async function namesOf(
  records: Records,
  actor: Actor,
  kind: "user" | "contact",
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const filter = { field: "id", op: "in", value: ids } as const;
  const sort = [{ field: "name", direction: "asc" }] as const;
  const { data } = await records.list(actor, kind, { filter, fields: ["name"], sort, limit: MOST });
  return new Map(data.map(({ id, name }) => [id, String(name)]));
}
