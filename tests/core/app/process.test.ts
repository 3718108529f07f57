// The process as a whole, on one data folder, in the order of a bad week.
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAlive } from "../../../core/db/embedded/pid-file.ts";
import { eventually, newPlace, type Place, type Product, startProduct } from "../../support/product.ts";

let place: Place;
let product: Product;
let token: string;

beforeAll(async () => {
  place = await newPlace();
});
afterAll(async () => {
  product.signal("SIGKILL");
  await product.ended;
  await place.remove();
});

const ready = async (): Promise<number> => (await fetch(`${product.url}/health/ready`)).status;
const api = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${product.url}/api/v1${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
  });

test("starts on an empty folder, says where it is, and has the administrator it was told of", async () => {
  product = await startProduct(place);
  expect(product.printed()).toContain(`Trellis is ready: ${product.url}`);
  expect(product.printed()).not.toContain("/setup/");
  expect(await ready()).toBe(200);
  token = place.token();
  expect((await api("/companies")).status).toBe(200);
});

test("a second start on the same folder says so and ends, and the first goes on", async () => {
  const second = await startProduct(place);
  expect(await second.ended).toBe(1);
  expect(second.logged()).toContain(`already runs on the data folder ${place.dataDir} (process ${product.pid})`);
  expect(await ready()).toBe(200);
});

test("a start on a taken port says so and ends, and leaves no database behind", async () => {
  const other = await newPlace({ PORT: new URL(product.url).port });
  const second = await startProduct(other);
  expect(await second.ended).toBe(1);
  expect(second.logged()).toContain("is taken by another program");
  expect(await other.postgres()).toBe(0);
  await other.remove();
});

test("without its database it answers 503, and works again as soon as the database is back", async () => {
  const made = await api("/companies", { method: "POST", body: JSON.stringify({ name: "Kolev & Sons" }) });
  expect(made.status).toBe(201);
  process.kill(await place.postgres(), "SIGKILL");
  const while503 = await api("/companies");
  expect([200, 503]).toContain(while503.status);
  await eventually(async () => expect((await api("/companies")).status).toBe(200));
  expect(JSON.stringify(await (await api("/companies")).json())).toContain("Kolev & Sons");
  expect(await eventually(async () => (await ready()) === 200 || Promise.reject(new Error("not ready")))).toBe(true);
});

test("killed, it leaves the database to the next start, which has everything", async () => {
  const database = await place.postgres();
  product.signal("SIGKILL");
  await product.ended;
  expect(isAlive(database)).toBe(true);
  product = await startProduct(place);
  expect(await place.postgres()).toBe(database);
  expect(JSON.stringify(await (await api("/companies")).json())).toContain("Kolev & Sons");
});

test("asked to stop, it ends with 0 and takes its database along", async () => {
  const database = await place.postgres();
  product.signal("SIGTERM");
  expect(await product.ended).toBe(0);
  expect(isAlive(database)).toBe(false);
});
