// A field as it is being made or changed: a schema that the form, or its text, says. What the form has no box for is kept.
import { isLanguage, type Language, languages } from "../../../i18n/languages.ts";
import { isObject } from "../../../kernel/json.ts";
import type { Values } from "../../../web/values.ts";
import type { FieldSchema, Reading } from "../../fields/field.ts";
import { plainNumber } from "../../fields/numbers.ts";
import { fieldTypes } from "../../fields/types/index.ts";
import { endingOf, mediaTypeOf } from "../../fields/types/media-types.ts";
import { fold } from "../../search/fold.ts";
import { type Setting, settingsOf } from "./gallery.ts";
import { labelFrom } from "./labels-form.ts";
import { optionsSaid } from "./options-form.ts";

export interface FieldDraft {
  readonly kind: string;
  readonly key: string;
  readonly schema: FieldSchema;
  /** The schema's text while it is being written by hand and is no JSON yet. */
  readonly text: string | null;
}

/** The beginnings of a new field. */
export const newDraft = (kind: string, type: string): FieldDraft => ({
  kind,
  key: "",
  schema: { "x-type": type, ...(/^(choice|choices|tree)$/.test(type) ? { "x-options": [] } : {}) },
  text: null,
});

/** What was sent: the schema as text where the text was open, otherwise the boxes over the schema they were filled from. */
export function draftFrom(form: Values, kind: string, reading: Reading): FieldDraft {
  const key = form.text("key");
  const written = form.find("schema") ?? "";
  const parsed = parsedSchema(written);
  if (form.text("tab") === "schema")
    return { kind, key, schema: parsed ?? { "x-type": form.text("type") }, text: parsed ? null : written };
  const before = parsed ?? { "x-type": form.text("type") };
  const schema = schemaFrom(form, before, reading);
  return { kind, key, schema, text: null };
}

// An object with a member of this name cannot be shown: it would be called to become a text.
const odd = new Set(["toString", "valueOf", "toJSON"]);

function refuseOdd(key: string, value: unknown): unknown {
  if (odd.has(key)) throw new SyntaxError(key);
  return value;
}

function parsedSchema(text: string): FieldSchema | undefined {
  try {
    const value: unknown = JSON.parse(text, refuseOdd);
    return isObject(value) && typeof value["x-type"] === "string" ? (value as unknown as FieldSchema) : undefined;
  } catch {
    return undefined;
  }
}

/** The key comes from the label: `Zone Süd` → `zone_sud`. */
export function proposedKey({ "x-label": label }: Pick<FieldSchema, "x-label">): string {
  const text = typeof label === "string" ? label : (label?.["en"] ?? Object.values(label ?? {})[0] ?? "");
  return fold(text)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 40);
}

function schemaFrom(form: Values, before: FieldSchema, reading: Reading): FieldSchema {
  const texts = (name: string) => new Map(languages.map((language) => [language, form.text(`${name}.${language}`)]));
  const said: [string, unknown][] = [
    ["x-label", labelFrom(texts("label"), before["x-label"])],
    ["x-help", labelFrom(texts("help"), before["x-help"])],
    ...settingsOf(before["x-type"]).map((setting) => reads[setting](form, before, reading)),
  ];
  const words = new Set(said.map(([word]) => word));
  const kept = Object.entries(before).filter(([word]) => !words.has(word));
  return Object.fromEntries([...kept, ...said.filter(([, value]) => value !== undefined)]) as unknown as FieldSchema;
}

type Read = (form: Values, before: FieldSchema, reading: Reading) => [string, unknown];

const flag =
  (word: string, name: string): Read =>
  (form) => [word, form.has(name) ? true : undefined];

const text =
  (word: string, name: string): Read =>
  (form) => [word, form.text(name) || undefined];

/** What is no number stays a text, so that the check of the schema says so. */
const number =
  (word: string, name: string): Read =>
  (form, _before, { language }) => {
    const typed = form.text(name);
    const plain = plainNumber(typed, language);
    return [word, typed === "" ? undefined : plain === undefined ? typed : Number(plain)];
  };

const reads: Readonly<Record<Setting, Read>> = {
  maxLength: number("maxLength", "maxLength"),
  minimum: number("minimum", "minimum"),
  maximum: number("maximum", "maximum"),
  decimals: number("x-decimals", "decimals"),
  pattern: text("pattern", "pattern"),
  unit: (form, before) => ["x-unit", unitFrom(form.text("unit"), before["x-unit"])],
  prefix: text("x-prefix", "prefix"),
  accept: (form) => ["x-accept", acceptFrom(form.text("accept"))],
  megabytes: (...typed) => {
    const [, most] = number("", "megabytes")(...typed);
    return ["x-maxBytes", typeof most === "number" ? Math.round(most * 1e6) : most];
  },
  maxItems: number("maxItems", "maxItems"),
  kind: text("x-kind", "referred"),
  options: (form, before, reading) => ["x-options", optionsSaid(form, before, languageIn(reading))],
  default: (form, before, reading) => ["default", defaultFrom(form.text("default"), before, reading)],
  yesNo: (form) => ["default", form.has("yes") ? true : undefined],
  required: (form, before) => {
    const how = form.find("rule.required");
    return ["x-required", how === undefined ? before["x-required"] : how === "always" || undefined];
  },
  indexed: flag("x-indexed", "indexed"),
  unique: flag("x-unique", "unique"),
};

/** `pdf, .docx, image/*` as media types; what is no known ending stays as it was typed. */
function acceptFrom(typed: string): unknown {
  const said = typed.split(/[\s,;]+/).filter((one) => one !== "");
  return said.length === 0 ? undefined : said.map((one) => mediaTypeOf(one) ?? one.toLowerCase());
}

/** What stands in the box of the files that fit. */
export const acceptText = (accepted: unknown): string =>
  Array.isArray(accepted) ? accepted.map((one) => endingOf(String(one))).join(", ") : "";

// A unit with a label per language and decimals is written as text; the box shows and keeps it.
const unitFrom = (typed: string, before: unknown): unknown =>
  isObject(before) && (typed === "" || typed === unitText(before)) ? before : typed || undefined;

/** What stands in the box of the unit. */
export const unitText = (unit: unknown): string => {
  if (!isObject(unit)) return typeof unit === "string" ? unit : "";
  const label = unit["label"];
  return typeof label === "string" ? label : String(Object.values(isObject(label) ? label : {})[0] ?? "");
};

/** What does not fit stays as it was typed, so that the check of the schema says so. */
function defaultFrom(typed: string, schema: FieldSchema, reading: Reading): unknown {
  if (typed === "") return undefined;
  const parsed = fieldTypes.get(schema["x-type"])?.parse(typed, schema, reading);
  return parsed?.ok ? parsed.value : typed;
}

/** The reader's language, as far as labels are written in it. */
export const languageIn = ({ language }: Reading): Language => (isLanguage(language) ? language : "en");
