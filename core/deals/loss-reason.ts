import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";

const label = (key: string) => ({ label: `deals.lossReason.${key}` });

/** Why deals are lost, as this company puts it: a list, so that it can be counted. */
export const lossReason: KindDefinition = {
  name: "lossReason",
  plural: "loss-reasons",
  table: "loss_reasons",
  owner: "core",
  icon: "mood-sad",
  titleField: "name",
  defaultSort: "createdAt",
  listColumns: ["name", "position"],
  searchable: ["name"],
  pages: false,
  customFields: false,
  fields: {
    name: f.text({ ...label("name"), required: true }),
    position: f.integer({ ...label("position"), minimum: 0, default: 0 }),
    needsNote: f.boolean({ ...label("needsNote"), help: "deals.help.needsNote", default: false }),
    archived: f.boolean({ ...label("archived"), default: false }),
  },
};
