// A place that post reaches, in parts: so that it can be written as its country writes it, and found by city or country.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isObject } from "../../../kernel/json.ts";
import type { FieldSchema, FieldType, Reading } from "../field.ts";
import { countries } from "../places.ts";
import { choice, labelOf, optionOf } from "./choice.ts";
import { cleanLine, column, isLonger, isStorable, textOperators } from "./plain.ts";
import { text } from "./text.ts";

/** Parts that are not known are null; `country` is a code of ISO 3166-1. */
export interface Address {
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly country: string | null;
}

/** The parts in the order of the form, and how long each may be. */
export const addressParts = { street: 200, postalCode: 20, city: 120, region: 120, country: 2 } as const;
type Part = keyof typeof addressParts;
const partNames = Object.keys(addressParts) as Part[];

const countryField: FieldSchema = { "x-type": "choice", "x-label": "records.address.country", "x-options": countries };

const partSchema = (part: Part): FieldSchema =>
  part === "country" ? countryField : { "x-type": "text", "x-label": `records.address.${part}` };

function tidy(part: Part, value: unknown): Checked<string | null> {
  if (value === null || value === undefined) return fits(null);
  if (typeof value !== "string" || !isStorable(value)) return misfit("not_an_address");
  const clean = value.replace(/\s+/g, " ").trim();
  if (clean === "") return fits(null);
  return part === "country" ? countryOf(clean.toUpperCase()) : shortened(clean, addressParts[part]);
}

const countryOf = (code: string): Checked<string> =>
  optionOf(countryField, code) ? fits(code) : misfit("not_a_country", { value: code.slice(0, 40) });

const shortened = (text: string, most: number): Checked<string> =>
  isLonger(text, most) ? misfit("too_long", { limit: most, maximum: most }) : fits(text);

function check(value: unknown): Checked<unknown> {
  if (!isObject(value)) return misfit("not_an_address");
  const strange = Object.keys(value).find((key) => !Object.hasOwn(addressParts, key));
  if (strange !== undefined) return misfit("unknown_key", { key: strange.slice(0, 80) });
  const found: Partial<Record<Part, string | null>> = {};
  for (const part of partNames) {
    const one = tidy(part, value[part]);
    if (!one.ok) return one;
    found[part] = one.value;
  }
  return fits(partNames.every((part) => found[part] === null) ? null : found);
}

// What stands after the street, in order; other countries write it as most of Europe does.
const cityFirst = new Set(["GB", "IE", "US", "CA", "AU", "NZ", "IN", "BR", "ZA"]);
const largestFirst = new Set(["CN", "JP", "KR", "TW"]);

/** The lines of an address as its country writes them; the country itself only for readers in another. */
export function addressLines(address: Address, { language, country }: Pick<Reading, "language" | "country">): string[] {
  const { street, postalCode, city, region } = address;
  const abroad = address.country !== null && address.country !== country;
  const name = abroad ? labelOf(optionOf(countryField, address.country)?.label ?? "", language) : null;
  const own = address.country ?? country;
  const lines = largestFirst.has(own)
    ? [name, [postalCode, `${region ?? ""}${city ?? ""}${street ?? ""}`]]
    : cityFirst.has(own)
      ? [street, [[city, region].filter(Boolean).join(", "), postalCode], name]
      : [street, [postalCode, city], region, name];
  return lines.map((line) => [line].flat().filter(Boolean).join(" ")).filter((line) => line !== "");
}

/** Reads `street, postal code city, country`; what cannot be told apart is the street. */
function parse(typed: string): Checked<unknown> {
  if (typed.trim() === "") return fits(null);
  const lines = typed
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter(Boolean);
  const last = choice.parse(lines.at(-1) ?? "", countryField, anywhere);
  const country = last.ok ? lines.pop() && last.value : null;
  const place = /^(?:[A-Z]{1,2}-)?(\d[\d -]{2,8}\d)\s+(\D.*)$/.exec(lines.at(-1) ?? "");
  if (place) lines.pop();
  const whole = place ? {} : { city: lines.length > 1 ? lines.pop() : null };
  return check({ street: lines.join(", ") || null, postalCode: place?.[1], city: place?.[2], ...whole, country });
}

const anywhere: Reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

const format = (value: unknown, _schema: FieldSchema, reading: Reading): string =>
  isObject(value) ? addressLines(value as unknown as Address, reading).join(", ") : "";

const partJson = (part: Part) =>
  part === "country"
    ? { enum: [...countries.map((country) => country.id), null] }
    : { type: ["string", "null"], pattern: cleanLine, maxLength: addressParts[part] };

const suffixes: Readonly<Record<Part, string>> = {
  street: "_street",
  postalCode: "_postal_code",
  city: "_city",
  region: "_region",
  country: "_country",
};

/** The first column holds the whole as one line: to be searched, sorted and exported. */
export const address: FieldType = {
  name: "address",
  input: "address",
  columns: [...column("text"), ...partNames.map((part) => ({ suffix: suffixes[part], sql: "text" }))],
  operators: textOperators,
  sortable: true,
  parts: Object.fromEntries(
    partNames.map((part, at) => [
      part,
      { type: part === "country" ? choice : text, schema: partSchema(part), column: at + 1 },
    ]),
  ),
  jsonSchema: () => ({
    type: "object",
    properties: Object.fromEntries(partNames.map((part) => [part, partJson(part)])),
    additionalProperties: false,
  }),
  check,
  parse,
  format,
  toRow(value) {
    const found = value as Address;
    return [addressLines(found, { language: "en", country: "" }).join(", "), ...partNames.map((part) => found[part])];
  },
  toJson: ([whole, ...columns]) =>
    `case when ${whole} is not null then json_build_object(${partNames.map((part, at) => `'${part}', ${columns[at]}`).join(", ")}) end`,
  fromRow: ([, ...columns]) => Object.fromEntries(partNames.map((part, at) => [part, columns[at] ?? null])),
};
