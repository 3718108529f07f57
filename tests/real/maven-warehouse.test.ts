// A year and more of real sales as goods: bought by the quarter, a line on each deal, shipped on the day it was won. What the
// warehouse says of turnover and classes is compared with figures worked out from the file alone. Run with: npm run test:real -- FOLDER
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { Documents } from "../../plugins/warehouse/documents.ts";
import { broken, worthOf } from "../../plugins/warehouse/stock.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";

const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
const FROM = "2017-03-01";
const TO = "2017-12-31";
const DAY = 86_400_000;

interface Sale {
  readonly name: string;
  readonly product: string;
  readonly day: string;
  readonly amount: string;
}

let app: TestApp;
let admin: TestPerson;
let documents: Documents;
let sales: readonly Sale[];
let prices: ReadonlyMap<string, number>;
const ids = new Map<string, string>();
let location: string;

const rowsOf = async (file: string): Promise<readonly string[][]> =>
  (await readFile(join(folder, file), "utf8"))
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

/** 3/1/2017 → 2017-03-01 */
const isoDay = (text = ""): string => {
  const [month = "", day = "", year = ""] = text.split("/");
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
};

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  admin = await app.person("admin");
  documents = new Documents({ db: app.get(services.db), records: app.records });
  prices = new Map((await rowsOf("products.csv")).map(([name = "", , price]) => [name, Number(price)]));
  sales = (await rowsOf("sales_pipeline.csv"))
    .filter(([, , , , stage]) => stage === "Won")
    .map(([name = "", , product = "", , , , closed, amount = ""]) => ({
      name,
      product: product === "GTXPro" ? "GTX Pro" : product,
      day: isoDay(closed),
      amount,
    }))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const unit = (await add("unit", { name: "piece" })).id;
  location = (await add("stock_location", { name: "Main" })).id;
  for (const name of prices.keys()) ids.set(name, (await add("product", { name, unit })).id);
}, 120_000);
afterAll(() => app.stop());

const add = async (kind: string, input: object) =>
  await app.records.create(admin.actor, kind, input as Record<string, unknown>);

const idOf = (product: string): string => ids.get(product) ?? "";
/** What one costs: three fifths of its list price. */
const costOf = (product: string): number => (prices.get(product) ?? 0) * 0.6;

interface Goods {
  readonly product: string;
  readonly quantity: number;
  readonly cost?: string;
}

async function posted(type: string, goods: readonly Goods[], more: object): Promise<void> {
  const { id } = await add("stock_document", { type, location, ...more });
  for (const { product, quantity, cost } of goods)
    await add("stock_line", {
      document: id,
      product: idOf(product),
      quantity: String(quantity),
      ...(cost && { cost }),
    });
  await documents.confirm(admin.actor, id, { version: undefined });
  await documents.complete(admin.actor, id, { version: undefined });
}

const quarterOf = (day: string): string => `${day.slice(0, 4)}-${Math.floor((Number(day.slice(5, 7)) - 1) / 3)}`;

/** What a quarter will sell comes on its first day. */
async function bought(quarter: readonly Sale[]): Promise<void> {
  const [year = "", number = "0"] = quarterOf(quarter[0]?.day ?? "").split("-");
  const goods = [...Map.groupBy(quarter, ({ product }) => product)].map(([product, all]) => ({
    product,
    quantity: all.length,
    cost: costOf(product).toFixed(2),
  }));
  const first = `${year}-${String(Number(number) * 3 + 1).padStart(2, "0")}-01`;
  await posted("receipt", goods, { day: first < FROM ? FROM : first });
}

async function sold(sale: Sale, stage: { id: string; pipeline: string }): Promise<void> {
  const { id: deal } = await add("deal", { name: sale.name, pipeline: stage.pipeline, stage: stage.id });
  const price = { amount: sale.amount, currency: "EUR" };
  await add("deal_line", { deal, product: idOf(sale.product), quantity: "1", price });
  await posted("shipment", [{ product: sale.product, quantity: 1 }], { deal, day: sale.day });
}

/** What was won on a day, four at a time as four people would. */
async function together(day: readonly Sale[], stage: { id: string; pipeline: string }): Promise<void> {
  const left = [...day];
  const person = async (): Promise<void> => {
    for (let sale = left.shift(); sale; sale = left.shift()) await sold(sale, stage);
  };
  await Promise.all([1, 2, 3, 4].map(person));
}

test("4,238 won deals become lines, and their goods come and go", { timeout: 1_800_000 }, async () => {
  const pipeline = (await add("pipeline", { name: "Sales", isDefault: true })).id;
  const { id } = await add("stage", { name: "Engaging", type: "open", probability: "40", position: 1, pipeline });
  expect(sales).toHaveLength(4_238);
  for (const quarter of Map.groupBy(sales, ({ day }) => quarterOf(day)).values()) {
    await bought(quarter);
    for (const day of Map.groupBy(quarter, (sale) => sale.day).values()) await together(day, { id, pipeline });
  }
  expect(await broken(app.db)).toEqual({});
  for (const product of prices.keys())
    expect(await worthOf(app.db, idOf(product))).toEqual({ quantity: "0", value: "0.00" });
});

/** Cost of goods and average value of a product, from the file: a day's goods go at its end, and a quarter's come at the end of its first. */
function reckoned(product: string): { readonly cost: number; readonly average: number } {
  const mine = sales.filter((sale) => sale.product === product);
  const days = (Date.parse(TO) - Date.parse(FROM)) / DAY + 1;
  const lying = mine.map(({ day }) => {
    const [year = "", number = "0"] = quarterOf(day).split("-");
    const first = `${year}-${String(Number(number) * 3 + 1).padStart(2, "0")}-01`;
    return (Date.parse(day) - Date.parse(first < FROM ? FROM : first)) / DAY;
  });
  const cost = costOf(product);
  return { cost: mine.length * cost, average: (cost * lying.reduce((sum, one) => sum + one, 0)) / days };
}

/** A begins before 80 % of the cost is reached, B before 95 %. */
function classes(): ReadonlyMap<string, string> {
  const products = [...prices.keys()].map((product) => ({ product, cost: reckoned(product).cost }));
  const total = products.reduce((sum, { cost }) => sum + cost, 0);
  let before = 0;
  return new Map(
    products
      .toSorted((a, b) => b.cost - a.cost)
      .map(({ product, cost }) => {
        const part = before / total;
        before += cost;
        return [product, part < 0.8 ? "A" : part < 0.95 ? "B" : "C"];
      }),
  );
}

test("turnover and classes are those that the file alone gives", async () => {
  const answer = await admin.api("GET", `/api/v1/warehouse/turnover?from=${FROM}&to=${TO}`);
  const { data } = (await answer.json()) as { data: Record<string, string>[] };
  expect(data).toHaveLength(7);
  for (const product of prices.keys()) {
    const line = data.find((one) => one["product"] === idOf(product));
    const { cost, average } = reckoned(product);
    expect(Number(line?.["sold"])).toBe(sales.filter((sale) => sale.product === product).length);
    expect(line?.["costOfGoods"]).toBe(cost.toFixed(2));
    expect(Number(line?.["averageValue"])).toBeCloseTo(average, 0);
    expect(Number(line?.["turnover"])).toBeCloseTo(cost / average, 1);
    expect([product, line?.["abc"]]).toEqual([product, classes().get(product)]);
  }
});
