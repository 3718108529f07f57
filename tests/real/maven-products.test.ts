// The products of a real sales office with their list prices, both from the same file. Run with: npm run test:real -- FOLDER
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathSource } from "../../core/records/import/file/source.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";

const file = join(process.env["TRELLIS_TEST_FOLDER"] ?? "", "products.csv");
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  admin = await app.person("admin");
  await app.records.create(admin.actor, "unit", { name: "piece" });
  await app.records.create(admin.actor, "price_list", { name: "Everybody" });
}, 120_000);
afterAll(() => app.stop());

async function imported(kind: string, plan: object): Promise<object> {
  const imports = app.get(services.imports);
  const one = await imports.upload(admin.actor, kind, pathSource("products.csv", file), { plan, again: true });
  return (await imports.runNow(admin.actor, (await imports.check(admin.actor, one.id)).id)).counts;
}

test("the catalogue and its prices come from the file, and each product has the price that stands there", async () => {
  const lines = (await readFile(file, "utf8")).trim().split("\n").slice(1);
  const all = { created: lines.length, updated: 0, skipped: 0, errors: 0 };
  const catalogue = {
    columns: { product: { to: "name" }, series: { to: "group" }, sales_price: null },
    fixed: { unit: "piece" },
    createMissing: { group: {} },
  };
  expect(await imported("product", catalogue)).toEqual(all);
  const prices = {
    columns: { product: { to: "product" }, sales_price: { to: "price" }, series: null },
    fixed: { list: "Everybody" },
  };
  expect(await imported("price", prices)).toEqual(all);
  const groups = await app.records.list(admin.actor, "product_group", { sort: [{ field: "name", direction: "asc" }] });
  expect(groups.data.map(({ name }) => name)).toEqual(["GTK", "GTX", "MG"]);
  for (const line of lines) {
    const [name = "", , amount = ""] = line.trim().split(",");
    const [product] = (
      await app.records.list(admin.actor, "product", { filter: { field: "name", op: "eq", value: name } })
    ).data;
    const asked = new URLSearchParams({ product: String(product?.id), currency: "EUR", quantity: "3" });
    const answer = await (await admin.api("GET", `/api/v1/products/price?${asked}`)).json();
    expect(answer).toEqual({ price: { amount: Number(amount).toFixed(2), currency: "EUR" }, list: "Everybody" });
  }
});
