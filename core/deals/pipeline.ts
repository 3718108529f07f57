import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";

export const moveRules = ["any", "forward", "matrix"] as const;

const label = (key: string) => ({ label: `deals.pipeline.${key}` });

/** A way of selling: an ordered row of stages, and which moves between them are allowed. */
export const pipeline: KindDefinition = {
  name: "pipeline",
  plural: "pipelines",
  table: "pipelines",
  owner: "core",
  icon: "timeline",
  titleField: "name",
  defaultSort: "createdAt",
  listColumns: ["name", "position", "moves"],
  searchable: ["name"],
  pages: false,
  customFields: false,
  fields: {
    name: f.text({ ...label("name"), required: true }),
    position: f.integer({ ...label("position"), minimum: 0, default: 0 }),
    isDefault: f.boolean({ ...label("isDefault"), default: false }),
    moves: f.choice(f.options("deals.moves", moveRules), { ...label("moves"), default: "any" }),
    allowedMoves: f.json({ ...label("allowedMoves"), help: "deals.help.allowedMoves" }),
    archived: f.boolean({ ...label("archived"), default: false }),
  },
};
