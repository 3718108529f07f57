import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";
import { contactHooks } from "./contact-hooks.ts";
import { label, moreFields, placeFields, reachFields, stateFields } from "./party.ts";
import { spokenLanguages } from "../records/fields/places.ts";

/** A person somebody may talk to. A name or one way to reach them is all it takes. */
export const contact: KindDefinition = {
  name: "contact",
  plural: "contacts",
  table: "contacts",
  owner: "core",
  icon: "users",
  titleField: "name",
  ownerField: "owner",
  defaultSort: "-createdAt",
  listColumns: ["name", "company", "email", "phone", "lifecycle", "owner"],
  keyFacts: ["jobTitle", "company", "email", "phone", "lifecycle"],
  quickFields: ["name", "email", "phone", "company"],
  newKey: "c",
  searchable: ["name", "firstName", "lastName", "email", "phone", "channels", "jobTitle", "city"],
  hooks: contactHooks,
  fields: {
    name: f.text({ ...label("name"), required: true, "x-shown": true }),
    firstName: f.text(label("firstName")),
    lastName: f.text(label("lastName")),
    company: f.reference("company", label("company")),
    jobTitle: f.text(label("jobTitle")),
    ...reachFields,
    ...stateFields,
    ...placeFields,
    language: f.choice(spokenLanguages, label("language", "more")),
    birthday: f.date(label("birthday", "more")),
    ...moreFields,
  },
};
