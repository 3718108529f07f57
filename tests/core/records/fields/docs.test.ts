// The rows of docs/fields.md are true.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkFieldSchema } from "../../../../core/records/fields/field-schema.ts";
import type { Reading } from "../../../../core/records/fields/field.ts";
import { fieldTypes } from "../../../../core/records/fields/types/index.ts";
import { checkValue } from "../../../../core/records/store/validate.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/fields.md"), "utf8");
const rows = [...page.matchAll(/^\| `(\{.+\})` \| `(.+)` \| `(.+)` \|$/gm)].map(
  ([, schema = "", sent = "", kept = ""]) => [schema, sent, kept] as const,
);
const reading: Reading = { language: "de", timeZone: "Europe/Berlin", currency: "EUR", country: "DE" };

test("there are examples", () => expect(rows.length).toBeGreaterThan(20));

test.each(rows)("%s takes %s as %s", (text, sent, kept) => {
  const schema = checkFieldSchema(JSON.parse(text));
  const type = fieldTypes.get(schema["x-type"]);
  if (!type) throw new Error(`No type ${schema["x-type"]}`);
  const checked = checkValue({ type, schema }, JSON.parse(sent), reading);
  expect(checked.ok ? checked.value : checked.problems[0]?.code).toEqual(
    /^[a-z]+(_[a-z]+)+$/.test(kept) ? kept : JSON.parse(kept),
  );
});

test("every type is named", () => {
  const unnamed = [...fieldTypes.keys()].filter((name) => name !== "channels" && !page.includes(name));
  expect(unnamed).toEqual([]);
});
