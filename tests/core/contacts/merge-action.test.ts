// Two that were ticked in a list are compared; what one company has in open deals stands in the list of companies.
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
let kolev: string;
let petrov: string;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  sales = await app.person("sales");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  const make = async (name: string) => (await app.records.create(admin.actor, "company", { name })).id;
  [kolev, petrov] = [await make("Kolev"), await make("Petrov")];
});
afterAll(() => app.stop());

test("exactly two ticked companies lead to where they are compared", async () => {
  const send = async (ids: string[], person = admin) =>
    await person.send("/companies/bulk", { do: "contacts.merge_company", ids, in: "" });
  expect((await send([kolev, petrov])).headers.get("location")).toMatch(/^\/companies\/[\w-]+\/merge\?with=[\w-]+$/);
  expect((await send([kolev])).headers.get("location")).toBe("/companies");
  expect((await send([kolev, petrov], sales)).status).toBe(404);
  expect(await (await sales.visit("/companies")).text()).not.toContain("contacts.merge_company");
});

test("open deals of each company stand in its list, as far as one may read deals", async () => {
  for (const name of ["Crane", "Rope"]) await app.records.create(admin.actor, "deal", { name, company: kolev });
  await app.records.create(sales.actor, "deal", { name: "Boat", company: petrov });
  const cells = async (person: TestPerson) => {
    const html = await (await person.visit("/companies?columns=name,deals.open&sort=name")).text();
    return [...html.matchAll(/href="\/deals\?filter[^"]*"[^>]*>(\d+)</g)].map(([, count]) => count);
  };
  expect(await cells(admin)).toEqual(["2", "1"]);
  expect(await cells(sales)).toEqual(["1"]);
});
