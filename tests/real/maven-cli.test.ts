// The same real customer base by the command line alone: commands, maps, figures, and back. npm run test:real -- FOLDER
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../support/terminal.ts";

const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
const made: string[] = [];
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.close());

interface Told {
  readonly id: string;
  readonly state: string;
  readonly counts: { readonly created: number; readonly errors: number };
  readonly stops: readonly string[];
}

async function written(name: string, content: string | object): Promise<string> {
  const path = join(desk.dataDir, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function imported(file: string, type: string, map: object = {}): Promise<{ code: number; told: Told }> {
  const own = Object.keys(map).length > 0 ? ["--map", await written(`${type}.json`, map)] : [];
  const said = await desk.trellis(["import", file, "--type", type, ...own, "--json"]);
  const told = said.json as Told;
  if (told?.state === "done") made.push(told.id);
  return { code: said.code, told };
}

const lists = ["companies", "users", "teams", "deals"];
const everything = async (): Promise<string[]> =>
  await Promise.all(lists.map(async (type) => (await desk.trellis(["export", "--type", type])).out));

test("imported by commands, counted, and taken back byte for byte", async () => {
  await imported(await written("pipelines.csv", "name,isDefault\nSales,true\n"), "pipelines");
  const stages =
    "name,pipeline,position,type,probability\nProspecting,Sales,1,open,10\nEngaging,Sales,2,open,40\nWon,Sales,3,won,100\nLost,Sales,4,lost,0\n";
  expect((await imported(await written("stages.csv", stages), "stages")).told.counts).toMatchObject({ created: 4 });
  made.length = 0;
  const before = await everything();

  expect((await imported(join(folder, "accounts.csv"), "companies")).told.counts).toMatchObject({
    created: 85,
    errors: 0,
  });
  const teams = {
    columns: { sales_agent: "name", manager: "team" },
    createMissing: { team: { manager: "{manager}", parent: "{regional_office}" } },
  };
  expect((await imported(join(folder, "sales_teams.csv"), "users", teams)).told.counts).toMatchObject({
    created: 35,
    errors: 0,
  });

  const products = (await readFile(join(folder, "products.csv"), "utf8"))
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[0]);
  const product = { new: { key: "product", label: "Product", type: "choice", options: products.filter(Boolean) } };
  const columns = {
    opportunity_id: "externalId",
    sales_agent: "owner",
    account: "company",
    deal_stage: "stage",
    engage_date: "openedOn",
    close_date: "closedOn",
    close_value: "amount",
    product,
  };
  const map = {
    columns,
    compose: { name: "{product} · {account}" },
    fixed: { pipeline: "Sales" },
    match: "externalId",
    source: "maven",
    currency: "USD",
  };
  const unsure = await imported(join(folder, "sales_pipeline.csv"), "deals", map);
  expect([unsure.code, unsure.told.stops.length]).toEqual([3, 1]);
  const settled = { ...map, columns: { ...columns, product: { ...product, values: { GTXPro: "GTX Pro" } } } };
  expect((await imported(join(folder, "sales_pipeline.csv"), "deals", settled)).told.counts).toMatchObject({
    created: 8_800,
    errors: 0,
  });

  const text =
    "select s.name, count(*)::int as deals, coalesce(sum(d.amount), 0)::int as amount from deals d join stages s on s.id = d.stage_id group by 1 order by 1";
  expect(await desk.db.query({ text })).toEqual([
    { name: "Engaging", deals: 1_589, amount: 0 },
    { name: "Lost", deals: 2_473, amount: 0 },
    { name: "Prospecting", deals: 500, amount: 0 },
    { name: "Won", deals: 4_238, amount: 10_005_534 },
  ]);
  const won = (await desk.trellis(["export", "--type", "deals", "--query", "filter[status]=won"])).out;
  expect(won.trim().split(/\r?\n/)).toHaveLength(1 + 4_238);

  for (const id of made.reverse())
    expect((await desk.trellis(["import", "undo", id, "--json"])).json).toMatchObject({ state: "undone" });
  expect(await everything()).toEqual(before);
}, 300_000);
