import type { Problem } from "../kernel/errors.ts";
import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";

const label = (key: string) => ({ label: `contacts.employment.${key}` });

/** A former employer of a person, or one besides the main one. */
export const employment: KindDefinition = {
  name: "employment",
  plural: "employments",
  table: "contact_links",
  owner: "core",
  icon: "briefcase",
  titleField: "title",
  defaultSort: "-createdAt",
  listColumns: ["contact", "company", "role", "fromDate", "toDate"],
  searchable: ["title"],
  pages: false,
  customFields: false,
  hooks: { prepare: (draft) => draft.set("title", draft.get("role") ?? ""), check: inOrder },
  fields: {
    title: f.text({ ...label("title"), readOnly: true, "x-derived": ["role"] }),
    contact: f.reference("contact", { ...label("contact"), required: true }),
    company: f.reference("company", { ...label("company"), required: true, "x-derived": ["contact:company"] }),
    // Leaving an employer writes down where a person was and as what.
    role: f.text({ ...label("role"), "x-derived": ["contact:jobTitle"] }),
    fromDate: f.date(label("from")),
    toDate: f.date({ ...label("to"), help: "contacts.help.employmentTo" }),
  },
};

function inOrder(draft: Draft): readonly Problem[] {
  const [from, to] = [draft.get("fromDate"), draft.get("toDate")];
  return typeof from === "string" && typeof to === "string" && from > to
    ? [problemAt("toDate", "contacts.ends_before_it_begins")]
    : [];
}
