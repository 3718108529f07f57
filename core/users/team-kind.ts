import type { Problem } from "../kernel/errors.ts";
import * as f from "../records/fields/define.ts";
import type { HookContext, KindDefinition } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { bumpRights } from "../security/rights-version.ts";

const label = (key: string) => ({ label: `users.team.${key}` });

/** People who share records. Whoever has the reach `team` sees their own team and all teams below it. */
export const team: KindDefinition = {
  name: "team",
  plural: "teams",
  table: "teams",
  owner: "core",
  icon: "users-group",
  titleField: "name",
  defaultSort: "name",
  listColumns: ["name", "manager", "parent"],
  searchable: ["name"],
  customFields: false,
  fields: {
    name: f.text({ ...label("name"), required: true, maxLength: 120 }),
    parent: f.reference("team", label("parent")),
    manager: f.user(label("manager")),
  },
  hooks: { check, along: bumpRights },
};

const findBelow = `with recursive below(id) as (
  select id from teams where id = $1 union select t.id from teams t join below b on t.parent_id = b.id)
select 1 from below where id = $2`;

/** A team cannot stand above itself. */
async function check(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const parent = draft.get("parent");
  if (!draft.touches("parent") || typeof parent !== "string") return [];
  const circle = await db.query({ text: findBelow, values: [draft.id, parent] });
  return circle.length > 0 ? [{ pointer: "/parent", code: "team_circle", message: "problem.team_circle" }] : [];
}
