import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";

let app: TestApp;
let seller: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(import.meta.dirname, "../.."), plugins: ["sample-id"] });
  for (const action of ["read", "create", "change"]) await app.grant("sales", `samples.${action}`, "own");
  seller = await app.person("sales");
});
afterAll(() => app.stop());

const create = (body: object) => seller.api("POST", "/api/v1/samples", body);

test("what is done has its day, on every way in", async () => {
  const refused = await create({ name: "First", done: true });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ errors: [{ pointer: "/day", code: "required" }] });
  expect((await create({ name: "First", done: true, day: "2026-11-26" })).status).toBe(201);
});

test("whoever was given no right is kept out", async () => {
  const stranger = await app.person("manager");
  expect((await stranger.visit("/samples")).status).toBe(403);
});
