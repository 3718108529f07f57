// What an administrator exports is what the server enforces: for any field and any value, both say the same.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameJson } from "../../../../core/kernel/json.ts";
import { inputSchema, recordSchema } from "../../../../core/records/api/schema.ts";
import { checkFieldSchema } from "../../../../core/records/fields/field-schema.ts";
import type { FieldSchema, Reading } from "../../../../core/records/fields/field.ts";
import { fieldTypes } from "../../../../core/records/fields/types/index.ts";
import { Kinds } from "../../../../core/records/kinds.ts";
import { takeInput } from "../../../../core/records/store/validate.ts";

const reading: Reading = { language: "de", timeZone: "Europe/Berlin", currency: "EUR", country: "DE" };

function kindWith(schema: FieldSchema) {
  const kinds = new Kinds();
  const base = { name: "thing", plural: "things", table: "things", owner: "core", icon: "box" };
  kinds.add({ ...base, fields: { f: schema }, titleField: "f", listColumns: [], searchable: [] });
  return kinds.get("thing");
}

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

function validatorFor(schema: object) {
  expect(ajv.validateSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema })).toBe(true);
  return ajv.compile(schema);
}

const label = fc.constantFrom("Zone", "Gebiet", "区域");
const bound = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double({ min: -50, max: 50, noNaN: true }).map((n) => Number(n.toFixed(2))),
);
const bounds = fc.tuple(fc.option(bound), fc.option(bound)).map(([a, b]) => ({
  ...(a !== null && (b === null || a <= b) && { minimum: a }),
  ...(b !== null && (a === null || a <= b) && { maximum: b }),
}));
const lengths = fc
  .tuple(fc.option(fc.integer({ min: 1, max: 6 })), fc.option(fc.integer({ min: 6, max: 12 })))
  .map(([a, b]) => ({ ...(a !== null && { minLength: a }), ...(b !== null && { maxLength: b }) }));
const pattern = fc.constantFrom(
  {},
  { pattern: "^[A-Z]{2}-\\d{1,4}$" },
  { pattern: "a.c" },
  { pattern: "^\\S+\\s\\S+$" },
  { pattern: "^\\p{L}+$" },
);
const ids = ["north", "south", "south_west", "old"] as const;
const nodes = [
  { id: "north", label: "North" },
  { id: "south", label: { en: "South", de: "Süd" } },
  { id: "south_west", label: "South-West", parent: "south" },
  { id: "old", label: "Old", archived: true },
];
const options = fc.constant({ "x-options": nodes });
const flat = fc.constant({ "x-options": nodes.map(({ parent: _, ...option }) => option) });
const unit = fc.constantFrom(
  {},
  { "x-unit": "km" },
  { "x-unit": { label: { en: "pc", de: "Stk." }, decimals: 0 } },
  { "x-unit": { label: "kg", decimals: 3 } },
);
const decimals = fc
  .option(fc.integer({ min: 0, max: 4 }))
  .map((digits) => (digits === null ? {} : { "x-decimals": digits }));

const needed = fc.constantFrom({}, {}, { "x-required": true });
const typed = (type: string, ...words: fc.Arbitrary<object>[]) =>
  fc
    .tuple(label, needed, ...words)
    .map(([text, ...more]) => ({ "x-type": type, "x-label": text, ...Object.assign({}, ...more) }) as FieldSchema);

const digits = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 1_200 }), fc.stringMatching(/^\d{0,5}$/));
const decimalText = digits.map(([minus, whole, more]) => `${minus ? "-" : ""}${whole}${more ? `.${more}` : ""}`);
const words = fc.oneof(
  fc.string({ maxLength: 14 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.stringMatching(/^[A-Z]{2}-\d{1,5}$/),
  fc.constantFrom(
    "abc",
    "a\nc",
    "ab cd",
    "a\u00a0c",
    "ab  cd",
    " ab",
    "ab\r\ncd",
    "Füße 🚢🚢",
    "\ud800",
    "a\u0000b",
    "",
    "   ",
  ),
);
const mail = fc.constantFrom(
  "ana@example.com",
  "Ana@Example.com",
  " ana@x.de",
  "müller@example.de",
  "ana@bücher.example",
  "a@b",
  "a b@c.de",
  `${"a".repeat(65)}@x.de`,
);
const web = fc.constantFrom(
  "https://example.com",
  "https://example.com/",
  "example.com",
  "HTTP://Example.com/A b",
  "https://xn--a.de/x",
  "http://192.168.0.1:8080/x?y#z",
  "https://user:secret@example.com",
  "ftp://example.com",
  "javascript:alert(1)",
  "https://localhost",
  "https://bücher.example/ä",
  "http://1.2.3.999/",
);
const uuid = fc.uuid().map((id) => id.toLowerCase());
const day = fc.oneof(
  fc
    .date({ min: new Date("1000-01-01"), max: new Date("9990-01-01"), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  fc.constantFrom("2026-02-29", "2028-02-29", "0000-01-01", "2026-1-1", "22.11.2026"),
);
const clock = fc.constantFrom(
  "T10:00:00Z",
  "T10:00:00.123456+02:00",
  "T10:00Z",
  "T24:00:00Z",
  "T23:59:60Z",
  "t10:00:00z",
  " 10:00:00Z",
  "T10:00:00+24:00",
  "",
);
const money = fc.record(
  { amount: fc.oneof(decimalText, fc.integer()), currency: fc.constantFrom("EUR", "JPY", "BHD", "XXY", "eur") },
  { requiredKeys: [] },
);
const place = fc.record(
  {
    street: words,
    postalCode: words,
    city: fc.option(words),
    region: words,
    country: fc.constantFrom("DE", "de", "XX", "", null),
    zip: fc.constant("1"),
  },
  { requiredKeys: [] },
);
const upload = fc.record({
  id: uuid,
  name: words,
  type: fc.constantFrom("image/png", "image/svg+xml", "application/pdf", "text/plain; x", ""),
  bytes: fc.oneof(fc.nat(), fc.double()),
});
const channel = fc.record(
  {
    type: fc.constantFrom("phone", "email", "messenger", "site", "fax"),
    value: fc.oneof(words, mail, web, fc.constantFrom("+49 30 123456", "+4930123456", "030 123456", " @ana ")),
    label: fc.option(words),
    verifiedAt: fc.option(
      fc.oneof(
        words,
        fc.tuple(day, clock).map((pair) => pair.join("")),
      ),
    ),
    doNotUse: fc.oneof(fc.boolean(), fc.constant("yes")),
    reason: fc.option(words),
    more: fc.constant(1),
  },
  { requiredKeys: ["type"] },
);
const choices = fc.constantFrom(...ids, "nowhere", "North", "");

// Each type with the values that come near to what it takes; every other kind of value is mixed in for all of them.
type Near = readonly [fc.Arbitrary<FieldSchema>, fc.Arbitrary<unknown>];
const fields: Readonly<Record<string, Near>> = {
  text: [typed("text", lengths, pattern), words],
  longText: [typed("longText", lengths, pattern), words],
  integer: [
    typed("integer", bounds),
    fc.oneof(fc.integer({ min: -1_100, max: 1_100 }), fc.maxSafeInteger(), decimalText),
  ],
  decimal: [typed("decimal", bounds, decimals, unit), decimalText],
  percent: [typed("percent", bounds, decimals), decimalText],
  money: [typed("money", bounds), money],
  boolean: [typed("boolean"), fc.boolean()],
  date: [typed("date"), day],
  dateTime: [typed("dateTime"), fc.tuple(day, clock).map((pair) => pair.join(""))],
  duration: [typed("duration", bounds), fc.integer({ min: -10, max: 1_100 })],
  rating: [typed("rating", fc.constantFrom({}, { maximum: 3 }, { maximum: 10 })), fc.integer({ min: -1, max: 11 })],
  choice: [typed("choice", flat), choices],
  choices: [typed("choices", flat), fc.array(choices, { maxLength: 4 })],
  tree: [typed("tree", options), choices],
  tags: [typed("tags"), fc.array(words, { maxLength: 4 })],
  email: [typed("email"), mail],
  phone: [
    typed("phone"),
    fc.oneof(words, fc.constantFrom("+49 30 123456", "030 123456", "call me", "tel:+4930123456")),
  ],
  url: [typed("url"), fc.oneof(web, fc.webUrl())],
  user: [typed("user"), uuid],
  team: [typed("team"), uuid],
  reference: [typed("reference", fc.constant({ "x-kind": "thing" })), uuid],
  references: [typed("references", fc.constant({ "x-kind": "thing" })), fc.array(uuid, { maxLength: 3 })],
  address: [typed("address"), place],
  file: [
    typed(
      "file",
      fc.constantFrom({}, { maxItems: 1 }),
      fc.constantFrom({}, { "x-accept": ["image/*"] }, { "x-accept": ["application/pdf", "image/svg+xml"] }),
      fc.constantFrom({}, { "x-maxBytes": 1_000 }),
    ),
    fc.array(upload, { maxLength: 2 }),
  ],
  channels: [typed("channels"), fc.array(channel, { maxLength: 3 })],
  json: [typed("json"), fc.jsonValue({ maxDepth: 3 })],
};

test("every type that takes values is among them", () => {
  expect([...fieldTypes.keys()].filter((type) => type !== "autoNumber").toSorted()).toEqual(
    Object.keys(fields).toSorted(),
  );
});

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -0, Infinity, 1e300, "12", [], {}, [[]], { toString: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
  decimalText,
  words,
);

describe("the schema of a write", () => {
  test.each(Object.keys(fields))("takes the same values of %s as the server", (type) => {
    // JSON itself cannot say Infinity; only a number too large for us becomes it.
    const other = type === "json" ? fc.jsonValue({ maxDepth: 2 }) : anything;
    const [schemas, near] = fields[type] as Near;
    const values = fc.array(fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: other }), {
      minLength: 30,
      maxLength: 60,
    });
    fc.assert(
      fc.property(schemas, values, (schema, sent) => {
        const kind = kindWith(checkFieldSchema(schema));
        const validate = validatorFor(inputSchema(kind, () => "Label", "change"));
        const answers = validatorFor(recordSchema(kind, () => "Label"));
        for (const value of sent) {
          const { values: taken, problems } = takeInput(kind, { f: value }, reading);
          const stored = taken.get("f") ?? null;
          const accepted = problems.length === 0 && !(schema["x-required"] && stored === null);
          const told = JSON.stringify({ schema, value });
          if (validate({ f: value }))
            expect(accepted, `the schema takes ${told}, the server says ${problems[0]?.code}`).toBe(true);
          else if (accepted) expect(sameJson(stored, value), `the server takes ${told} as it stands`).toBe(false);
          if (!accepted) continue;
          expect(validate({ f: stored }), `what is kept of ${told}: ${JSON.stringify(stored)}`).toBe(true);
          expect(answers({ id: "0190b3c4-0000-7000-8000-000000000000", version: 1, f: stored })).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });
});

test.each([{}, { street: null }, { city: null, country: null }])("a required address is not %j", (value) => {
  const kind = kindWith({ "x-type": "address", "x-required": true });
  const validate = validatorFor(inputSchema(kind, () => "Label", "change"));
  expect(validate({ f: value })).toBe(false);
  expect(takeInput(kind, { f: value }, reading).values.get("f")).toBeNull();
  expect(validate({ f: { city: "Bonn" } })).toBe(true);
});

describe("fields that nobody writes", () => {
  test.each<readonly [string, FieldSchema, unknown]>([
    ["a running number", { "x-type": "autoNumber", "x-prefix": "INV-", "x-digits": 5 }, 42],
    ["a formula", { "x-type": "formula", "x-formula": "1 + 1", "x-result": { "x-type": "decimal" } }, "2"],
    [
      "a sum over other records",
      {
        "x-type": "rollup",
        "x-rollup": { kind: "thing", via: "mother", how: "count" },
        "x-result": { "x-type": "integer" },
      },
      7,
    ],
    ["a field that is locked", { "x-type": "text", "x-readOnly": true }, "as it is"],
  ])("%s is in no schema of a write, and in that of an answer", (_, schema, value) => {
    const kind = kindWith(schema);
    const { problems } = takeInput(kind, { f: value }, reading);
    expect(problems.map(({ code }) => code)).toEqual(["read_only"]);
    for (const mode of ["create", "change"] as const)
      expect(validatorFor(inputSchema(kind, () => "Label", mode))({ f: value })).toBe(false);
    const answers = validatorFor(recordSchema(kind, () => "Label"));
    expect(answers({ id: "0190b3c4-0000-7000-8000-000000000000", version: 1, f: value })).toBe(true);
    expect(answers({ id: "0190b3c4-0000-7000-8000-000000000000", version: 1, f: { no: 1 } })).toBe(false);
  });
});

describe("the schema of a new record", () => {
  test.each(Object.keys(fields))("asks for a required %s, unless it has a default", (type) => {
    const [schemas] = fields[type] as Near;
    fc.assert(
      fc.property(schemas, fc.boolean(), (schema, hasDefault) => {
        const kind = kindWith({ ...schema, ...(hasDefault && { default: "x" }) });
        const validate = validatorFor(inputSchema(kind, () => "Label", "create"));
        expect(validate({})).toBe(!schema["x-required"] || hasDefault);
        expect(validatorFor(inputSchema(kind, () => "Label", "change"))({})).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});
