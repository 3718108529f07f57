// What people and companies have in common.
import * as f from "../records/fields/define.ts";
import type { FieldSchema } from "../records/fields/field.ts";
import { type Lifecycle, lifecycles } from "./lifecycle.ts";
import { countries } from "../records/fields/places.ts";

export const sources = ["website", "referral", "campaign", "event", "cold_call", "partner", "import", "other"] as const;

const colors: Partial<Record<Lifecycle, string>> = {
  new: "blue",
  first_contact: "teal",
  qualified: "purple",
  customer: "green",
  cooling: "yellow",
  frozen: "orange",
  dead: "red",
  returned: "green",
};

const lifecycleOptions = lifecycles.map((id) => ({
  id,
  label: `contacts.lifecycle.${id}`,
  ...(colors[id] && { color: colors[id] }),
}));

/** Words of a field: its label, and the section of the form it stands in. */
export const label = (key: string, section?: "reach" | "place" | "state" | "more") => ({
  label: `contacts.field.${key}`,
  ...(section && { section: `contacts.section.${section}` }),
});

type Fields = Readonly<Record<string, FieldSchema>>;

export const reachFields: Fields = {
  email: f.email(label("email", "reach")),
  phone: f.phone(label("phone", "reach")),
  channels: f.channels({
    ...label("channels", "reach"),
    help: "contacts.help.channels",
    // Further addresses and numbers become the main one when that goes, and the other way round.
    "x-derived": ["email", "phone"],
  }),
};

export const placeFields: Fields = {
  country: f.choice(countries, label("country", "place")),
  region: f.text(label("region", "place")),
  city: f.text(label("city", "place")),
  postalCode: f.text({ ...label("postalCode", "place"), maxLength: 20 }),
  address: f.text(label("address", "place")),
};

export const stateFields: Fields = {
  owner: f.user({ ...label("owner", "state"), "x-shown": true }),
  lifecycle: f.choice(lifecycleOptions, { ...label("lifecycle", "state"), default: "new" }),
  lifecycleReason: f.text({ ...label("lifecycleReason", "state"), help: "contacts.help.lifecycleReason" }),
  lifecycleSince: f.dateTime({ ...label("lifecycleSince", "state"), readOnly: true }),
  source: f.choice(f.options("contacts.source", sources), label("source", "state")),
};

export const moreFields: Fields = {
  rating: f.rating(label("rating", "more")),
  classifiers: f.references("classifier", label("classifiers", "more")),
  tags: f.tags(label("tags", "more")),
  note: f.longText(label("note", "more")),
  duplicateReason: f.text({ ...label("duplicateReason", "more"), help: "contacts.help.duplicateReason" }),
};
