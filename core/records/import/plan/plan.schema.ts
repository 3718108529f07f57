// The form of a plan as it is sent, and the short ways to write one.
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { BadRequest } from "../../../kernel/errors.ts";
import { isObject } from "../../../kernel/json.ts";
import { type ColumnPlan, conflictRules, emptyPlan, type Plan } from "./plan.ts";

const text = { type: "string", maxLength: 500 } as const;
const texts = { type: "object", additionalProperties: text, maxProperties: 2_000 } as const;

/** JSON Schema of a plan; also in the OpenAPI document. */
export const planSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    columns: {
      type: "object",
      maxProperties: 1_000,
      additionalProperties: { anyOf: [text, { type: "null" }, { $ref: "#/$defs/column" }] },
    },
    fixed: texts,
    compose: texts,
    match: { type: ["string", "null"], maxLength: 200 },
    conflict: { enum: [...conflictRules] },
    createMissing: {
      anyOf: [
        { type: "array", items: text, maxItems: 50 },
        { type: "object", additionalProperties: texts, maxProperties: 50 },
      ],
    },
    source: { type: "string", pattern: "^[\\w.-]{1,60}$" },
    currency: { type: "string", pattern: "^([A-Z]{3})?$" },
    overrides: { type: "array", maxItems: 200, items: { $ref: "#/$defs/override" } },
  },
  $defs: {
    column: {
      type: "object",
      additionalProperties: false,
      properties: {
        to: { type: ["string", "null"], maxLength: 200 },
        new: {
          type: "object",
          additionalProperties: false,
          required: ["key", "label", "type"],
          properties: { key: text, label: text, type: text, options: { type: "array", items: text, maxItems: 2_000 } },
        },
        sign: { enum: [".", ","] },
        order: { enum: ["ymd", "dmy", "mdy"] },
        values: texts,
        by: text,
      },
    },
    override: {
      type: "object",
      additionalProperties: false,
      required: ["column", "code", "reason"],
      properties: { column: text, code: text, reason: { type: "string", minLength: 3, maxLength: 500 } },
    },
  },
} as const;

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, ownProperties: true }).compile(planSchema);

type Sent = Partial<Omit<Plan, "columns" | "createMissing">> & {
  readonly columns?: Readonly<Record<string, string | null | Partial<ColumnPlan>>>;
  readonly createMissing?: readonly string[] | Plan["createMissing"];
};

/** A plan from what somebody sent; `{"account": "name"}` is enough for a column. Throws BadRequest. */
export function planFrom(sent: unknown): Plan {
  if (!isObject(sent) || !validate(sent)) throw new BadRequest("imports.plan_broken", placeOf(validate.errors?.[0]));
  const { columns = {}, createMissing = {}, ...rest } = sent as Sent;
  return { ...emptyPlan, ...rest, columns: mapped(columns), createMissing: missing(createMissing) };
}

const placeOf = (error: ErrorObject | undefined) => ({
  place: error?.instancePath || "/",
  problem: error?.message ?? "",
});

function mapped(columns: NonNullable<Sent["columns"]>): Plan["columns"] {
  const whole = (column: string | null | Partial<ColumnPlan>): ColumnPlan => {
    if (column === null || typeof column === "string") return { to: column || null };
    return { ...column, to: column.new ? `custom.${column.new.key}` : (column.to ?? null) };
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, whole(column)]));
}

const missing = (given: NonNullable<Sent["createMissing"]>): Plan["createMissing"] =>
  Array.isArray(given) ? Object.fromEntries(given.map((path: string) => [path, {}])) : (given as Plan["createMissing"]);
