import type { Problem } from "../../kernel/errors.ts";
import * as f from "../fields/define.ts";
import type { KindDefinition } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";

/** What somebody wrote down about a record. By itself it is its writer's; whoever sees the record reads it there. */
export const noteKind = (records: Records, kinds: Kinds): KindDefinition => ({
  name: "note",
  plural: "notes",
  table: "notes",
  owner: "core",
  icon: "note",
  titleField: "body",
  ownerField: "owner",
  defaultSort: "-createdAt",
  listColumns: ["body", "owner"],
  searchable: ["body"],
  pages: false,
  customFields: false,
  fields: {
    body: f.longText({ label: "notes.field.body", required: true }),
    recordKind: f.text({ label: "notes.field.recordKind", required: true }),
    recordId: f.text({ label: "notes.field.recordId", required: true }),
    pinned: f.boolean({ label: "notes.field.pinned", default: false }),
    owner: f.user({ label: "notes.field.owner" }),
  },
  hooks: {
    // A note about something one may not see would say that it exists.
    async check(draft, { actor }) {
      if (draft.before && !draft.touches("recordId") && !draft.touches("recordKind")) return [];
      const kind = kinds.find(String(draft.get("recordKind")));
      const record = kind && (await records.find(actor, kind.name, String(draft.get("recordId"))));
      return record ? [] : [missing];
    },
  },
});

const missing: Problem = { pointer: "/recordId", code: "notes_no_record", message: "problem.notes_no_record" };
