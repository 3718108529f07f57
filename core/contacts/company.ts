import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";
import { companyHooks } from "./company-hooks.ts";
import { label, moreFields, placeFields, reachFields, stateFields } from "./party.ts";

export const industries = [
  "agriculture", "automotive", "chemicals", "construction", "consulting", "education", "electronics", "employment", "energy", "entertainment",
  "finance", "food", "government", "hospitality", "insurance", "legal", "logistics", "machinery", "manufacturing", "marketing", "media", "medical",
  "mining", "nonprofit", "pharmaceuticals", "real_estate", "retail", "services", "software", "technology", "telecommunications", "textiles",
  "tourism", "transport", "wholesale", "other",
] as const;

/** A business or another body that people work for. */
export const company: KindDefinition = {
  name: "company",
  plural: "companies",
  table: "companies",
  owner: "core",
  icon: "building",
  titleField: "name",
  ownerField: "owner",
  defaultSort: "-createdAt",
  listColumns: ["name", "industry", "city", "country", "phone", "lifecycle", "owner"],
  keyFacts: ["industry", "city", "website", "phone", "lifecycle"],
  quickFields: ["name", "email", "phone", "city"],
  newKey: "o",
  searchable: ["name", "legalName", "formerNames", "domain", "email", "phone", "channels", "taxId", "city"],
  hooks: companyHooks,
  fields: {
    name: f.text({ ...label("name"), required: true }),
    legalName: f.text(label("legalName")),
    parent: f.reference("company", { ...label("parent"), help: "contacts.help.parent" }),
    industry: f.choice(f.options("contacts.industry", industries), label("industry")),
    website: f.url(label("website", "reach")),
    domain: f.text({ ...label("domain", "reach"), help: "contacts.help.domain" }),
    ...reachFields,
    ...stateFields,
    ...placeFields,
    taxId: f.text({ ...label("taxId", "more"), maxLength: 40 }),
    employees: f.integer({ ...label("employees", "more"), minimum: 0 }),
    annualRevenue: f.money({ ...label("annualRevenue", "more"), minimum: 0 }),
    founded: f.integer({ ...label("founded", "more"), minimum: 800, maximum: 2200 }),
    ...moreFields,
    formerNames: f.tags({ ...label("formerNames", "more"), readOnly: true }),
  },
};
