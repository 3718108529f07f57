// What becomes of a field that a plugin brings, given what is there already.
import { Invalid } from "../../kernel/errors.ts";
import { sameJson } from "../../kernel/json.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { FieldSchema } from "../fields/field.ts";
import { checkFieldSchema } from "../fields/field-schema.ts";
import type { Kind } from "../kind.ts";
import { isUntouched, type Marks } from "./marks.ts";
import { mergedSchema } from "./merge-schema.ts";

export interface BroughtField {
  readonly kind: string;
  readonly key: string;
  readonly schema: FieldSchema;
}

/**
 * `put_away`: an administrator hid or removed it, and so it stays. `clash`: the key is somebody else's. `other_type`: records
 * hold values of another type, which only a change of type can carry over.
 */
export type FieldFate = "add" | "change" | "same" | "put_away" | "clash" | "other_type";

export interface FieldStep {
  readonly brought: BroughtField;
  readonly what: FieldFate;
  /** What is there already. */
  readonly field?: CustomField;
  /** Whose the key is, in a clash. */
  readonly owner?: string;
  /** To be written. */
  readonly schema: FieldSchema;
  /** True: somebody edited it, and their words stay. */
  readonly edited: boolean;
}

export interface Standing {
  readonly owner: string;
  readonly kind: Kind;
  /** Of every kind, archived ones too. */
  readonly fields: readonly CustomField[];
  /** What the plugin wrote last; nothing when it never did. */
  readonly marks: Marks | undefined;
}

export function fieldStep(brought: BroughtField, { owner, kind, fields, marks }: Standing): FieldStep {
  const next = checkFieldSchema(brought.schema);
  const step = { brought, schema: next, edited: false };
  if (kind.fields.some(({ custom, key }) => !custom && key === brought.key))
    return { ...step, what: "clash", owner: kind.owner };
  const field = fields.find(
    ({ kind: of, key, aliases }) => of === kind.name && [key, ...aliases].includes(brought.key),
  );
  if (!field) return { ...step, what: marks ? "put_away" : "add" };
  if (field.owner !== owner) return { ...step, what: "clash", field, owner: field.owner };
  if (field.state === "archived") return { ...step, what: "put_away", field };
  return { ...step, field, ...onTop(field.schema, marks ?? {}, next) };
}

function onTop(now: FieldSchema, marks: Marks, next: FieldSchema): Pick<FieldStep, "what" | "schema" | "edited"> {
  if (now["x-type"] !== next["x-type"]) {
    const isOurs = isUntouched(now["x-type"], marks["x-type"]);
    return { what: isOurs ? "other_type" : "same", schema: now, edited: !isOurs };
  }
  const schema = soundOr(now, mergedSchema(now, marks, next));
  return { what: sameJson(schema, now) ? "same" : "change", schema, edited: !sameJson(schema, next) };
}

/** Words of both that do not go together, such as a limit of each: then it stays as somebody edited it. */
function soundOr(now: FieldSchema, schema: FieldSchema): FieldSchema {
  try {
    return checkFieldSchema(schema);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return now;
  }
}
