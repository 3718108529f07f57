import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";

export const decisionRoles = ["decider", "buyer", "user", "influencer", "champion", "blocker"] as const;

const label = (key: string) => ({ label: `deals.dealContact.${key}` });

/** Somebody of the other side and their part in the decision. Who may see and change it follows the deal. */
export const dealContact: KindDefinition = {
  name: "dealContact",
  plural: "deal-contacts",
  table: "deal_contacts",
  owner: "core",
  icon: "users",
  titleField: "title",
  defaultSort: "createdAt",
  listColumns: ["deal", "contact", "role"],
  searchable: ["title"],
  pages: false,
  rest: false,
  customFields: false,
  hooks: { prepare: (draft) => draft.set("title", draft.get("role") ?? "") },
  fields: {
    title: f.text({ ...label("role"), readOnly: true }),
    deal: f.reference("deal", { label: "deals.one", required: true }),
    contact: f.reference("contact", { label: "deals.field.contact", required: true }),
    role: f.choice(f.options("deals.role", decisionRoles), { ...label("role"), required: true, default: "decider" }),
  },
};
