// A real customer base of four files, imported whole and taken back. Run with: npm run test:real -- FOLDER
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dealSetup } from "../../core/deals/setup.ts";
import { pathSource } from "../../core/records/import/file/source.ts";
import type { Import } from "../../core/records/import/import-record.ts";
import type { Imports } from "../../core/records/import/imports.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";

const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
const done: Import[] = [];
let app: TestApp;
let admin: TestPerson;
let imports: Imports;
let before: string;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  imports = app.get(services.imports);
  await openPipeline();
  before = await everything();
}, 60_000);
afterAll(() => app.stop());

/** Prospecting → Engaging → Won / Lost. */
async function openPipeline(): Promise<void> {
  const pipeline = await app.records.create(admin.actor, "pipeline", { name: "Sales", isDefault: true });
  const stages = [
    ["Prospecting", "open", "10"],
    ["Engaging", "open", "40"],
    ["Won", "won", "100"],
    ["Lost", "lost", "0"],
  ] as const;
  for (const [at, [name, type, probability]] of stages.entries()) {
    await app.records.create(admin.actor, "stage", {
      name,
      type,
      probability,
      position: at + 1,
      pipeline: pipeline.id,
    });
  }
}

/** Every table but those that tell what was done, to the last byte. */
async function everything(): Promise<string> {
  const written =
    "('changes', 'operations', 'imports', 'import_files', 'import_rows', 'import_leftovers', 'definition_versions', 'definition_changes', 'fields', 'event_cursors', 'deal_totals')";
  const text = `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ${written} order by 1`;
  const tables = (await app.db.query<{ name: string }>({ text })).map(({ name }) => name);
  const parts = await Promise.all(
    tables.map((table) =>
      app.db.query({
        text: `select '${table}' as name, count(*)::int as rows, md5(coalesce(string_agg(t::text, '' order by t::text), '')) as sum from ${table} t`,
      }),
    ),
  );
  return JSON.stringify(parts.flat());
}

async function taken(kind: string, file: string, plan?: object): Promise<Import> {
  const one = await imports.upload(admin.actor, kind, pathSource(file, join(folder, file)), { plan });
  return await imports.check(admin.actor, one.id);
}

async function run({ id }: Import): Promise<Import> {
  const ran = await imports.runNow(admin.actor, id);
  done.push(ran);
  return ran;
}

const column = (one: Import, name: string) => one.profile.find((profile) => profile.name === name);

describe("the files of a real sales office", () => {
  test("companies come with their parents, and a misspelt sector is noticed", async () => {
    const accounts = await taken("company", "accounts.csv");
    expect(accounts.plan.columns).toMatchObject({
      account: { to: "name" },
      sector: { to: "industry" },
      subsidiary_of: { to: "parent" },
      year_established: { to: "founded" },
    });
    expect(accounts.checked?.misspellings).toMatchObject({
      sector: [{ value: "technolgy", count: 12 }],
      office_location: [{ value: "Philipines", meant: "Philippines" }],
    });
    expect((await run(accounts)).counts).toEqual({ created: 85, updated: 0, skipped: 0, errors: 0 });
    const [found] = await app.db.query<{ companies: number; parents: number; technology: number }>({
      text: "select count(*)::int companies, count(parent_id)::int parents, (count(*) filter (where industry = 'technology'))::int technology from companies",
    });
    expect(found).toEqual({ companies: 85, parents: 15, technology: 12 });
  });

  test("sales agents become users, their managers teams", async () => {
    const agents = await taken("user", "sales_teams.csv", {
      columns: { sales_agent: "name", manager: "team" },
      createMissing: { team: { manager: "{manager}", parent: "{regional_office}" } },
    });
    expect((await run(agents)).counts).toEqual({ created: 35, updated: 0, skipped: 0, errors: 0 });
    const text = "select count(*)::int as teams, count(manager_id)::int as managed from teams";
    expect((await app.db.query({ text }))[0]).toEqual({ teams: 9, managed: 6 });
  });

  test("opportunities: the dirt is noticed by itself", async () => {
    const products = (await readFile(join(folder, "products.csv"), "utf8"))
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0])
      .filter(Boolean);
    const first = await taken("deal", "sales_pipeline.csv");
    const columns = {
      ...first.plan.columns,
      close_date: { to: "closedOn" },
      product: { new: { key: "product", label: "Product", type: "choice", options: products } },
    };
    const plan = {
      ...first.plan,
      columns,
      compose: { name: "{product} · {account}" },
      fixed: { pipeline: "Sales" },
      currency: "USD",
      source: "maven",
    };
    await imports.plan(admin.actor, first.id, plan);
    const unsure = await imports.check(admin.actor, first.id);
    expect(column(unsure, "engage_date")?.dates).toMatchObject({ count: 8_300, order: "mdy", proven: 5_066 });
    expect(column(unsure, "close_value")?.numbers).toMatchObject({
      zeros: 2_473,
      zerosWith: { column: "deal_stage", value: "Lost" },
    });
    expect(column(unsure, "account")?.blanks).toBe(1_425);
    expect(unsure.checked?.misspellings["product"]).toMatchObject([
      { value: "GTXPro", count: 1_480, meant: "GTX Pro", from: "option" },
    ]);
    expect(unsure.checked?.counts).toMatchObject({ errors: 1_480 });
    expect(unsure.checked?.stops.map(({ column: name, code }) => [name, code])).toEqual([["product", "cells_fail"]]);
    await expect(imports.runNow(admin.actor, first.id)).rejects.toMatchObject({ code: "imports.stopped" });

    const settled = {
      ...plan,
      columns: { ...columns, product: { ...columns.product, values: { GTXPro: "GTX Pro" } } },
    };
    await imports.plan(admin.actor, first.id, settled);
    expect((await imports.check(admin.actor, first.id)).checked).toMatchObject({
      stops: [],
      counts: { created: 8_800, errors: 0 },
    });
    expect((await run(first)).counts).toEqual({ created: 8_800, updated: 0, skipped: 0, errors: 0 });
  }, 120_000);

  test("the figures agree to the unit", async () => {
    const text = `select s.name, count(*)::int as deals, coalesce(sum(d.amount), 0)::int as amount from deals d join stages s on s.id = d.stage_id group by 1 order by 1`;
    expect(await app.db.query({ text })).toEqual([
      { name: "Engaging", deals: 1_589, amount: 0 },
      { name: "Lost", deals: 2_473, amount: 0 },
      { name: "Prospecting", deals: 500, amount: 0 },
      { name: "Won", deals: 4_238, amount: 10_005_534 },
    ]);
    const figures = await app.get(services.sales).figures.read(admin.actor, { from: "2016-01-01", to: "2018-01-01" });
    expect(figures).toMatchObject({ won: 4_238, lost: 2_473, winRate: "63.15", cycle: 57 });
    expect((await dealSetup(app.db)).pipelines[0]?.name).toBe("Sales");
  });

  test("the same file again is said, not done", async () => {
    await expect(
      imports.upload(admin.actor, "deal", pathSource("copy.csv", join(folder, "sales_pipeline.csv"))),
    ).rejects.toMatchObject({ code: "imports.same_file" });
  });

  test("taken back, the base is as before", async () => {
    for (const one of done.reverse())
      expect(await imports.undoNow(admin.actor, one.id)).toMatchObject({ state: "undone", kept: 0 });
    expect(JSON.parse(await everything())).toEqual(
      JSON.parse(before).map((table: object) => expect.objectContaining(table)),
    );
    expect(await app.db.query({ text: "select * from deal_totals where count <> 0 or base_sum <> 0" })).toEqual([]);
    const fields = await app.get(services.customFields).list("deal");
    expect(fields.map(({ key, state }) => [key, state])).toEqual([["product", "archived"]]);
  }, 120_000);
});
