// Reading the form of a person, for inviting and for changing.
import type { Context } from "koa";
import { Invalid, type Problem } from "../kernel/errors.ts";
import type { Records } from "../records/records.ts";
import { actorOf } from "../web/context.ts";
import { formIn } from "../web/read.ts";
import type { People } from "./people.ts";
import type { PeopleLists, PersonForm } from "./people.view.ts";
import type { Invitation, PersonLine } from "./users.ts";

const fieldNames = ["name", "email", "team", "jobTitle"] as const;

/** Roles and teams to choose from. */
export async function listsFor(ctx: Context, { roles }: People, records: Records): Promise<PeopleLists> {
  const teams = await records.list(actorOf(ctx), "team", { sort: [{ field: "name", direction: "asc" }], limit: 200 });
  return { roles: await roles.list(), teams: teams.data.map((team) => [team.id, String(team["name"])] as const) };
}

export function typedPerson(ctx: Context): PersonForm {
  const form = formIn(ctx);
  return { typed: Object.fromEntries(fieldNames.map((name) => [name, form.text(name)])), roles: form.list("roles") };
}

/** The form of a person as they stand. */
export const formOf = (person: PersonLine): PersonForm => ({
  typed: Object.fromEntries(fieldNames.map((name) => [name, person[name] ?? ""])),
  roles: person.roles,
});

/** Boxes left blank are nothing. */
export const inputOf = ({ typed, roles }: PersonForm): Invitation => ({
  ...Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text === "" ? null : text])),
  roles,
});

/** What does not fit is an answer here, not an accident. */
export async function problemsIn(work: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}
