// What somebody asks for when a field is to get another type, checked before anything is begun.
import { Invalid } from "../../../../kernel/errors.ts";
import { problemAt } from "../../../store/validate.ts";
import type { CustomField } from "../../custom-field.ts";
import { checkFieldSchema } from "../../field-schema.ts";
import type { FieldSchema, Manner, Reading } from "../../field.ts";
import { checkIndexWish } from "../index-plan.ts";
import type { TypePlan } from "./change-rows.ts";
import { converterOf, needsCurrency, needsFactor, possibleTypes } from "./conversions.ts";

export interface TypeWish {
  /** Of the field as it is to be; its label, help and section stay unless given. */
  readonly schema: FieldSchema;
  /** Where percentages meet plain numbers: what 12.5 means. */
  readonly factor?: Manner["factor"];
  /** Where amounts gain or lose their currency: which one. */
  readonly currency?: string;
  /** How numbers and days in texts are written; the asker's own when absent. */
  readonly language?: string;
  /** Every different text becomes an option. */
  readonly collectOptions?: boolean;
  /** Look only. */
  readonly dryRun?: boolean;
  /** `blank`: values that do not fit may be left behind. */
  readonly misfits?: "block" | "blank";
}

/** Where an option still has to be collected, one stands in so that the rest of the schema can be checked. */
const standIn = [{ id: "option", label: "option" }];

/** Throws Invalid with what is missing or impossible. */
export function planFrom(field: CustomField, wish: TypeWish, reading: Reading): TypePlan {
  const schema = schemaFrom(field.schema, wish);
  const collect = wish.collectOptions === true;
  const checked = collect ? { ...schema, "x-options": standIn } : schema;
  checkFieldSchema(checked);
  checkIndexWish(checked);
  const manner = { reading: { ...reading, ...languageAnd(wish) }, factor: wish.factor };
  const stays = field.schema["x-type"] === schema["x-type"];
  if ((stays && !mayMove(field)) || !converterOf(field.schema, checked, manner)) throw impossible(field.schema, schema);
  refuseUnsaid(field.schema["x-type"], schema["x-type"], wish);
  return { ...manner, ...how(wish), schema, collect, ...(field.tier === "ext" && { leavesExt: true }) };
}

const how = ({ dryRun, misfits = "block" }: TypeWish) => ({ dryRun: dryRun !== false, misfits });

/** True where a change to the very same type has a sense: it gives the field a column of its own. Payloads never get one. */
export const mayMove = ({ tier, schema }: Pick<CustomField, "tier" | "schema">): boolean =>
  tier === "ext" && schema["x-type"] !== "json";

const languageAnd = ({ language, currency }: TypeWish) => ({
  ...(language !== undefined && { language }),
  ...(currency !== undefined && { currency }),
});

const kept = ["x-label", "x-help", "x-section", "x-required", "x-indexed", "x-unique"] as const;

function schemaFrom(before: FieldSchema, { schema }: TypeWish): FieldSchema {
  // What only gets a column of its own keeps everything.
  if (schema["x-type"] === before["x-type"]) return { ...before, ...schema };
  const words = kept.flatMap((word) => (before[word] === undefined ? [] : [[word, before[word]] as const]));
  return { ...Object.fromEntries(words), ...schema };
}

const impossible = (before: FieldSchema, after: FieldSchema): Invalid =>
  new Invalid(
    [
      problemAt("schema/x-type", "no_such_type_change", {
        from: before["x-type"],
        to: String(after["x-type"]),
        possible: possibleTypes(before["x-type"]).join(", "),
      }),
    ],
    "fields.invalid",
  );

function refuseUnsaid(from: string, to: string, { factor, currency }: TypeWish): void {
  const unsaid = [
    ...(needsFactor(from, to) && factor === undefined ? [problemAt("factor", "factor_needed")] : []),
    ...(needsCurrency(from, to) && from !== "text" && to !== "text" && currency === undefined
      ? [problemAt("currency", "currency_needed")]
      : []),
  ];
  if (unsaid.length > 0) throw new Invalid(unsaid, "fields.invalid");
}
