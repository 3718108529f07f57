import type { KindDefinition } from "../records/kind.ts";
import * as f from "../records/fields/define.ts";
import { dealHooks } from "./deal-hooks.ts";

export const dealStates = ["open", "won", "lost"] as const;
export const forecastCategories = ["omit", "pipeline", "best", "commit"] as const;
const sources = [
  "referral",
  "website",
  "campaign",
  "event",
  "coldCall",
  "partner",
  "existingCustomer",
  "other",
] as const;

const label = (key: string) => ({ label: `deals.field.${key}` });
const money = { section: "deals.section.money" };
const way = { section: "deals.section.way" };
/** A deal cannot be told about without these: whoever may see it sees them. */
const shown = { "x-shown": true };
/** Tells of the amount. */
const ofAmount = { "x-derived": ["amount"] };
const closing = { section: "deals.section.closing" };

/** A sale under way: what, for whom, how much, how far. */
export const deal: KindDefinition = {
  name: "deal",
  plural: "deals",
  table: "deals",
  owner: "core",
  icon: "target-arrow",
  titleField: "name",
  ownerField: "owner",
  boardField: "stage",
  defaultSort: "-createdAt",
  listColumns: ["name", "company", "amount", "stage", "closeDate", "nextStep", "owner"],
  keyFacts: ["amount", "closeDate", "company", "contact"],
  quickFields: ["name", "company", "amount", "closeDate"],
  newKey: "d",
  searchable: ["name", "competitor"],
  hooks: dealHooks,
  fields: {
    name: f.text({ ...label("name"), required: true, ...shown }),
    company: f.reference("company", label("company")),
    contact: f.reference("contact", label("contact")),
    amount: f.money({ ...label("amount"), minimum: 0, ...money }),
    pipeline: f.reference("pipeline", { ...label("pipeline"), ...way, ...shown }),
    stage: f.reference("stage", { ...label("stage"), ...way, ...shown }),
    closeDate: f.date({ ...label("closeDate"), help: "deals.help.closeDate", ...way }),
    nextStep: f.text({ ...label("nextStep"), ...way }),
    nextStepOn: f.date({ ...label("nextStepOn"), ...way }),
    owner: f.user({ ...label("owner"), ...shown }),
    source: f.choice(f.options("deals.source", sources), label("source")),
    description: f.longText(label("description")),
    probability: f.percent({
      ...label("probability"),
      help: "deals.help.probability",
      minimum: 0,
      maximum: 100,
      ...money,
    }),
    forecastCategory: f.choice(f.options("deals.forecast", forecastCategories), {
      ...label("forecastCategory"),
      help: "deals.help.forecastCategory",
      default: "pipeline",
      ...money,
    }),
    competitor: f.text({ ...label("competitor"), ...closing }),
    lostReason: f.reference("lossReason", { ...label("lostReason"), ...closing }),
    lostNote: f.longText({ ...label("lostNote"), maxLength: 2_000, ...closing }),
    openedOn: f.date({ ...label("openedOn"), ...closing, ...shown }),
    closedOn: f.date({ ...label("closedOn"), ...closing, ...shown }),
    reopenReason: f.longText({ ...label("reopenReason"), maxLength: 2_000, ...closing, "x-form": false }),
    number: f.autoNumber(label("number")),
    status: f.choice(f.options("deals.status", dealStates), { ...label("status"), readOnly: true, ...shown }),
    stageSince: f.dateTime({ ...label("stageSince"), readOnly: true, ...shown }),
    stageForced: f.boolean({
      ...label("stageForced"),
      help: "deals.help.stageForced",
      ...way,
      ...shown,
      "x-form": false,
    }),
    baseAmount: f.money({
      ...label("baseAmount"),
      help: "deals.help.baseAmount",
      readOnly: true,
      ...money,
      ...ofAmount,
    }),
    rate: f.decimal({ ...label("rate"), decimals: 10, readOnly: true, ...money, ...ofAmount }),
    rateDate: f.date({ ...label("rateDate"), readOnly: true, ...money, ...ofAmount }),
    lastActivityAt: f.dateTime({ ...label("lastActivityAt"), readOnly: true }),
  },
};
