import type { HookContext, KindDefinition } from "../records/kind.ts";
import * as f from "../records/fields/define.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { isBelow } from "./tree.ts";

const label = (key: string) => ({ label: `contacts.classifier.${key}` });

/** A word of the company's own tree, by which people and companies are sorted. */
export const classifier: KindDefinition = {
  name: "classifier",
  plural: "classifiers",
  table: "classifier_nodes",
  owner: "core",
  icon: "hierarchy",
  titleField: "name",
  listColumns: ["name", "parent", "position"],
  searchable: ["name"],
  customFields: false,
  hooks: { check: noCircle },
  fields: {
    name: f.text({ ...label("name"), required: true }),
    parent: f.reference("classifier", label("parent")),
    position: f.integer({ ...label("position"), minimum: 0, default: 0 }),
  },
};

async function noCircle(draft: Draft, { db }: HookContext): Promise<readonly Problem[]> {
  const parent = draft.get("parent");
  if (!draft.touches("parent") || typeof parent !== "string") return [];
  const circle = await isBelow(db, "classifier_nodes", { id: draft.id, parent });
  return circle ? [problemAt("parent", "contacts.inside_itself")] : [];
}
