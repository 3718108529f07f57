import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListQuery } from "../../../../core/records/query/grammar.ts";
import { orderOf } from "../../../../core/records/query/order.ts";
import { listSelect } from "../../../../core/records/query/select.ts";
import { askingOf } from "../../../../core/records/store/through.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

describe("200,000 records", () => {
  const explain = async (query: ListQuery, segment: "values" | "blanks" | "all" = "values"): Promise<string> => {
    const asking = await askingOf(app.get(services.through), admin.actor, "boat");
    const order = orderOf(asking.kind, query.sort);
    const { statement } = listSelect(asking, query, { order, segment, cursor: undefined, limit: 50 });
    const rows = await app.db.query({ text: `explain ${statement.text}`, values: statement.values ?? [] });
    return rows.map((row) => Object.values(row)[0]).join("\n");
  };

  test("are filtered and sorted by the index alone", async () => {
    const field = await app
      .get(services.customFields)
      .define(admin.actor, "boat", { key: "weight", schema: { "x-type": "decimal", "x-indexed": true } });
    const options = Array.from({ length: 25 }, (_, at) => ({ id: `h${at}`, label: `Harbour ${at}` }));
    const harbour = await app.get(services.customFields).define(admin.actor, "boat", {
      key: "harbour",
      schema: { "x-type": "choice", "x-options": options, "x-indexed": true },
    });
    const text = `insert into plugin_boats.boats (id, created_by, updated_by, name, cf_${field.storage}, cf_${harbour.storage})
      select gen_random_uuid(), 'x', 'x', 'Boat ' || n, case when n % 10 > 0 then n % 5000 end, 'h' || n % 25 from generate_series(1, 20000) n`;
    for (let part = 0; part < 10; part++) await app.db.query({ text });
    await app.get(services.fieldIndexes).work({ signal: new AbortController().signal });
    await app.db.query({ text: "analyze plugin_boats.boats" });
    const index = new RegExp(`Index Scan.* using cf_${field.storage}_index`);
    const desc = { field: "custom.weight", direction: "desc" } as const;
    const between = { field: "custom.weight", op: "gte", value: "100" } as const;
    for (const query of [
      { sort: [desc] },
      { sort: [{ ...desc, direction: "asc" }] },
      { sort: [desc], filter: between },
    ] satisfies ListQuery[]) {
      const plan = await explain(query);
      expect(plan).toMatch(index);
      expect(plan).not.toContain("Sort");
    }
    const blanks = await explain({ sort: [desc] }, "blanks");
    expect(blanks).toContain("Index Scan");
    expect(blanks).not.toContain("Sort");

    const filter = { field: "custom.harbour", op: "eq", value: "h7" } as const;
    const narrowed = await explain({ sort: [desc], filter });
    expect(narrowed, "both in the index: no row is looked at in vain").toMatch(
      new RegExp(`Index Cond: .*cf_${field.storage}.*cf_${harbour.storage}"? = `),
    );
    expect(narrowed).not.toMatch(/Filter|Sort/);
    const newest = await explain({ sort: [{ field: "createdAt", direction: "desc" }], filter }, "all");
    expect(newest).toContain(`using cf_${harbour.storage}_newest`);
    expect(newest).not.toMatch(/Filter|Sort/);
  });
});
