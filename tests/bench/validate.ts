// What twenty custom fields add to a write before it reaches the database: `node tests/bench/validate.ts`.
import type { CustomField } from "../../core/records/fields/custom-field.ts";
import type { FieldSchema, Reading } from "../../core/records/fields/field.ts";
import { Kinds } from "../../core/records/kinds.ts";
import { takeInput } from "../../core/records/store/validate.ts";

const options = Array.from({ length: 200 }, (_, at) => ({ id: `o${at}`, label: `Option ${at}` }));

const fields: readonly (readonly [schema: FieldSchema, value: unknown])[] = [
  [{ "x-type": "text", maxLength: 80 }, "Region Süd-West"],
  [{ "x-type": "text", pattern: "^[A-Z]{2}-\\d{4}$" }, "DE-4711"],
  [{ "x-type": "longText" }, "Two lines\nof a note that somebody wrote"],
  [{ "x-type": "integer", minimum: 0 }, 1200],
  [{ "x-type": "decimal", "x-unit": { label: "kg", decimals: 3 } }, "12.125"],
  [{ "x-type": "money" }, { amount: "1234.50", currency: "EUR" }],
  [{ "x-type": "percent" }, "12.5"],
  [{ "x-type": "boolean" }, true],
  [{ "x-type": "date" }, "2026-11-22"],
  [{ "x-type": "dateTime" }, "2026-11-22T10:00:00Z"],
  [{ "x-type": "duration" }, 90],
  [{ "x-type": "choice", "x-options": options }, "o150"],
  [{ "x-type": "choices", "x-options": options }, ["o1", "o2"]],
  [{ "x-type": "tree", "x-options": options }, "o7"],
  [{ "x-type": "tags" }, ["fair", "spring"]],
  [{ "x-type": "email" }, "ana@example.com"],
  [{ "x-type": "url" }, "https://example.com/a"],
  [{ "x-type": "user" }, "0190b3c4-0000-7000-8000-000000000000"],
  [{ "x-type": "rating" }, 4],
  [{ "x-type": "address" }, { street: "Hauptstr. 5", postalCode: "10115", city: "Berlin", country: "DE" }],
];

function kindOf() {
  const kinds = new Kinds();
  const name: FieldSchema = { "x-type": "text" };
  const base = { name: "thing", plural: "things", table: "things", owner: "core", icon: "box" };
  kinds.add({ ...base, fields: { name }, titleField: "name", listColumns: [], searchable: [] });
  const defined = fields.map(([schema], at) => ({
    id: String(at),
    kind: "thing",
    storage: String(at),
    generation: 1,
    key: `f${at}`,
    aliases: [],
    owner: "admin",
    schema,
    past: [],
    tier: "column" as const,
    position: at,
    state: "active" as const,
    archivedAt: null,
    version: 1,
  }));
  const nothing = { words: [], layouts: [], kinds: [], erasing: [], rules: [], access: [], rewriting: [] };
  kinds.use({ ...nothing, version: 2, fields: defined satisfies readonly CustomField[] });
  return kinds.get("thing");
}

const reading: Reading = { language: "de", timeZone: "Europe/Berlin", currency: "EUR", country: "DE" };
const custom = Object.fromEntries(fields.map(([, value], at) => [`f${at}`, value]));

function microseconds(input: object, times: number): number {
  const kind = kindOf();
  const run = (count: number) => {
    const began = performance.now();
    for (let at = 0; at < count; at++)
      if (takeInput(kind, input as never, reading).problems.length > 0) throw new Error("does not fit");
    return ((performance.now() - began) * 1_000) / count;
  };
  run(times / 10);
  return Math.min(run(times), run(times), run(times));
}

const [bare, full] = [microseconds({ name: "Ana" }, 20_000), microseconds({ name: "Ana", custom }, 20_000)];
process.stdout.write(
  `without: ${bare.toFixed(1)} µs, with twenty custom fields: ${full.toFixed(1)} µs, added: ${(full - bare).toFixed(1)} µs\n`,
);
