import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";

export const stageTypes = ["open", "won", "lost"] as const;

const label = (key: string) => ({ label: `deals.stage.${key}` });

/** One step of a pipeline. A stage that a deal ever entered is archived, not removed. */
export const stage: KindDefinition = {
  name: "stage",
  plural: "stages",
  table: "stages",
  owner: "core",
  icon: "progress",
  titleField: "name",
  defaultSort: "createdAt",
  listColumns: ["name", "pipeline", "position", "type", "probability"],
  searchable: ["name"],
  pages: false,
  customFields: false,
  fields: {
    name: f.text({ ...label("name"), required: true }),
    pipeline: f.reference("pipeline", { ...label("pipeline"), required: true }),
    position: f.integer({ ...label("position"), minimum: 0, default: 0 }),
    type: f.choice(f.options("deals.status", stageTypes), { ...label("type"), default: "open" }),
    probability: f.percent({ ...label("probability"), minimum: 0, maximum: 100, default: "0" }),
    quietAfter: f.integer({ ...label("quietAfter"), help: "deals.help.quietAfter", minimum: 1, maximum: 3_650 }),
    entryRules: f.json({ ...label("entryRules"), help: "deals.help.entryRules" }),
    archived: f.boolean({ ...label("archived"), default: false }),
  },
};
