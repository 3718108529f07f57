import { describe, expect, test } from "vitest";
import * as f from "../../../../core/records/fields/define.ts";
import type { Field, FieldSchema, Reading } from "../../../../core/records/fields/field.ts";
import { Kinds } from "../../../../core/records/kinds.ts";
import { conditionsAsked, questionsOf } from "../../../../core/records/pages/filters.ts";
import { readForm, typedFrom } from "../../../../core/records/pages/read-form.ts";

const german: Reading = { language: "de", timeZone: "Europe/Berlin", currency: "EUR", country: "DE" };
const channel = {
  type: "phone",
  value: "+4930123456",
  label: "Büro",
  verifiedAt: "2026-01-01T00:00:00.000Z",
  doNotUse: true,
  reason: "asked us",
};

const values: Readonly<Record<string, readonly [FieldSchema, unknown]>> = {
  text: [f.text(), "Müller & Söhne"],
  longText: [f.longText(), "one\ntwo"],
  integer: [f.integer(), 1234567],
  decimal: [f.decimal(), "1234.5"],
  percent: [f.percent(), "12.5"],
  money: [f.money(), { amount: "1234.50", currency: "USD" }],
  date: [f.date(), "2026-11-22"],
  dateTime: [f.dateTime(), "2026-11-22T09:30:00.000Z"],
  yes: [f.boolean(), true],
  choice: [f.choice(f.options("x", ["a", "b"])), "b"],
  choices: [f.choices(f.options("x", ["a", "b", "c"])), ["a", "c"]],
  tags: [f.tags(), ["north", "VIP"]],
  reference: [f.reference("company"), "01a202b9-71ac-75e1-80cc-53b27ed41b52"],
  references: [
    f.references("company"),
    ["01a202b9-71ac-75e1-80cc-53b27ed41b52", "01a202b9-71ac-75e1-80cc-53b27ed41b53"],
  ],
  email: [f.email(), "a@example.com"],
  phone: [f.phone(), "+4930123456"],
  url: [f.url(), "https://example.com"],
  rating: [f.rating(), 4],
  channels: [f.channels(), [channel]],
};

function fieldOf(name: string, schema: FieldSchema): Field {
  const kinds = new Kinds();
  const common = {
    plural: "things",
    table: "things",
    owner: "test",
    icon: "x",
    titleField: name,
    listColumns: [],
    searchable: [],
  };
  kinds.add({ name: "thing", ...common, fields: { [name]: schema } });
  const [field] = kinds.get("thing").fields;
  if (!field) throw new Error("No field");
  return field;
}

describe("a form", () => {
  test.each(Object.entries(values))("reads the %s it shows as the same value", (name, [schema, value]) => {
    const field = fieldOf(name, schema);
    const typed = typedFrom([field], { [name]: value }, german);
    expect(readForm([field], typed, german)).toMatchObject({ input: { [name]: value }, problems: [] });
  });

  test.each(Object.entries(values))("that nobody touched changes no %s", (name, [schema, value]) => {
    const field = fieldOf(name, schema);
    const typed = typedFrom([field], { [name]: value }, german);
    typed.set("was", typed.toString());
    expect(readForm([field], typed, german)).toEqual({ input: {}, changed: [], problems: [] });
  });

  test.each(Object.entries(values))("empties a %s", (name, [schema, value]) => {
    const field = fieldOf(name, schema);
    const was = typedFrom([field], { [name]: value }, german).toString();
    const typed = new URLSearchParams([
      [name, ""],
      ["was", was],
    ]);
    const nothing = name === "yes" ? false : null;
    expect(readForm([field], typed, german).input).toEqual({ [name]: nothing });
  });

  test("leaves fields alone that were not part of it", () => {
    const field = fieldOf("text", f.text());
    expect(readForm([field], new URLSearchParams("was=text%3Dold"), german).input).toEqual({});
  });

  test("understands a currency written beside the number", () => {
    const field = fieldOf("money", f.money());
    const typed = new URLSearchParams([
      ["money", "1.234,50 $"],
      ["money.currency", "EUR"],
    ]);
    expect(readForm([field], typed, german).input).toEqual({ money: { amount: "1234.50", currency: "USD" } });
  });
});

describe("a question to a field", () => {
  const asked = (name: string, schema: FieldSchema, query: string) =>
    conditionsAsked(fieldOf(name, schema), new URLSearchParams(query), german);

  test("about a range of numbers is read as the person writes them", () => {
    const value = [
      { field: "decimal", op: "gte", value: "1000.5" },
      { field: "decimal", op: "lte", value: "2000" },
    ];
    expect(asked("decimal", f.decimal(), "op=between&from=1.000,5&to=2.000")).toEqual({ ok: true, value });
  });

  test("about days ends with the last day named", () => {
    const value = [{ field: "dateTime", op: "lt", value: "2026-02-28T23:00:00.000Z" }];
    expect(asked("dateTime", f.dateTime(), "op=between&from=&to=2026-02-28")).toEqual({ ok: true, value });
  });

  test("with one choice means exactly that one", () => {
    expect(asked("choice", f.choice(f.options("x", ["a"])), "op=in&value=&value=a")).toEqual({
      ok: true,
      value: [{ field: "choice", op: "eq", value: "a" }],
    });
  });

  test("without an answer is asked again", () => {
    expect(asked("text", f.text(), "op=contains&value=").ok).toBe(false);
    expect(asked("decimal", f.decimal(), "op=between&from=&to=").ok).toBe(false);
    expect(asked("decimal", f.decimal(), "op=like&value=1").ok).toBe(false);
  });

  test.each(Object.entries(values))("can be asked of every %s", (name, [schema]) => {
    expect(questionsOf(fieldOf(name, schema))).toContain("empty");
  });
});
