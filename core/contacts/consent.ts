import * as f from "../records/fields/define.ts";
import type { KindDefinition } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";

export const consentChannels = ["email", "phone", "messenger", "post"] as const;
export const consentPurposes = ["marketing", "service", "survey", "profiling"] as const;
export const consentStates = ["granted", "refused", "withdrawn"] as const;
export const consentSources = ["form", "email", "phone", "meeting", "contract", "import", "other"] as const;

const label = (key: string) => ({ label: `contacts.consent.${key}` });

/** What a person allowed or forbade: a statement with a day and a source. The newest per channel and purpose holds. */
export const consent: KindDefinition = {
  name: "consent",
  plural: "consents",
  table: "consents",
  owner: "core",
  icon: "shield-check",
  titleField: "title",
  defaultSort: "-createdAt",
  listColumns: ["contact", "channel", "purpose", "state", "at"],
  searchable: ["title"],
  pages: false,
  customFields: false,
  hooks: { prepare: fillIn },
  fields: {
    title: f.text({ ...label("title"), readOnly: true }),
    contact: f.reference("contact", { ...label("contact"), required: true }),
    channel: f.choice(f.options("contacts.consent.channel", consentChannels), { ...label("channel"), required: true }),
    purpose: f.choice(f.options("contacts.consent.purpose", consentPurposes), { ...label("purpose"), required: true }),
    state: f.choice(f.options("contacts.consent.state", consentStates), { ...label("state"), required: true }),
    source: f.choice(f.options("contacts.consent.source", consentSources), label("source")),
    at: f.dateTime(label("at")),
  },
};

function fillIn(draft: Draft): void {
  draft.set("title", [draft.get("channel"), draft.get("purpose"), draft.get("state")].filter(Boolean).join(" "));
  if (!draft.get("at")) draft.set("at", new Date().toISOString());
}
