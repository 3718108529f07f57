import type { RecordAction } from "../records/pages/record-action.ts";
import { pluralOf } from "./duplicates.ts";
import type { PartyKind } from "./neighbours.ts";

/** Merging two that were ticked in a list: leads to where they are compared. */
export const mergeAction = (kind: PartyKind): RecordAction => ({
  id: `contacts.merge_${kind}`,
  kind,
  label: "contacts.merge.compare",
  icon: "git-merge",
  order: 10,
  places: ["list"],
  permission: `${pluralOf[kind]}.merge`,
  async run(_actor, [one, other, ...more]) {
    const isPair = other !== undefined && more.length === 0;
    return isPair
      ? { path: `/${pluralOf[kind]}/${one}/merge?with=${other}` }
      : { said: "contacts.merge.two", tone: "bad" };
  },
});
