// Ways by which values have leaked elsewhere: each asked for itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { searchFollows, setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let petar: string;

type Answer = Record<string, unknown> & { id: string; version: number };
const json = async (answer: Promise<Response>) => (await (await answer).json()) as Answer;
const make = async (body: object) => (await json(admin.api("POST", "/api/v1/contacts", { owner: ana.id, ...body }))).id;

beforeAll(async () => {
  app = await startTestApp();
  await app.db.query({ text: "delete from export_limits" });
  admin = await app.person("admin");
  for (const action of ["read", "change", "export", "delete"]) await app.grant("sales", `contacts.${action}`, "all");
  ana = await app.person("sales", { name: "Ana" });
  const fields = [
    { key: "salary", schema: { "x-type": "integer" } },
    {
      key: "twice",
      schema: { "x-type": "formula", "x-result": { "x-type": "integer" }, "x-formula": "custom.salary * 2" },
    },
  ];
  for (const field of fields) {
    const answer = await admin.api("POST", "/api/v1/fields", { kind: "contact", ...field });
    if (answer.status !== 201) throw new Error(await answer.text());
  }
  petar = await make({ name: "Petar Kolev", phone: "+359888123456", city: "Varna", custom: { salary: 52_000 } });
  await setAccess(app, "contact", {
    phone: { sales: "masked" },
    "custom.salary": { sales: "hidden" },
    city: { sales: "hidden" },
  });
});
afterAll(() => app.stop());

describe("case 33: a calculated field over a hidden one", () => {
  test("is blank with a note, and cannot be asked", async () => {
    expect(await json(admin.api("GET", `/api/v1/contacts/${petar}`))).toMatchObject({ custom: { twice: 104000 } });
    expect(await json(ana.api("GET", `/api/v1/contacts/${petar}`))).toMatchObject({ custom: { twice: null } });
    expect(await (await ana.visit(`/contacts/${petar}?tab=details`)).text()).toContain(
      "calculated from fields you may not see",
    );
    const asked = ["sort=custom.twice", "filter[custom.twice][gte]=1", "filter[custom.twice][empty]=true"];
    const statuses = await Promise.all(
      asked.map(async (query) => (await ana.api("GET", `/api/v1/contacts?${query}`)).status),
    );
    expect(statuses).toEqual([400, 400, 400]);
  });
});

describe("case 32: history", () => {
  test("has masks, and no trace of hidden fields", async () => {
    await admin.api("PATCH", `/api/v1/contacts/${petar}`, { phone: "+359888999988", custom: { salary: 61_000 } });
    const said = JSON.stringify(await json(ana.api("GET", `/api/v1/contacts/${petar}/history`)));
    expect(said).toContain("••88");
    expect(said).not.toMatch(/salary|61000|888999988|Varna/);
  });

  test("of somebody else is not taken back by who could not have written it", async () => {
    const { version } = await json(admin.api("PATCH", `/api/v1/contacts/${petar}`, { city: "Sofia" }));
    await ana.send(`/changes/contact/${petar}/${version}/undo`);
    expect(await json(admin.api("GET", `/api/v1/contacts/${petar}`))).toMatchObject({ city: "Sofia" });
  });
});

describe("a conflict", () => {
  test("shows the other one's record without what is hidden", async () => {
    const { version } = await json(ana.api("GET", `/api/v1/contacts/${petar}`));
    await admin.api("PATCH", `/api/v1/contacts/${petar}`, { jobTitle: "Head", city: "Ruse" });
    const answer = await ana.api(
      "PATCH",
      `/api/v1/contacts/${petar}`,
      { jobTitle: "Chief" },
      { "If-Match": `"v${version}"` },
    );
    const said = await answer.text();
    expect([answer.status, said.includes("Head"), /Ruse|61000|999988/.test(said)]).toEqual([412, true, false]);
  });
});

describe("case 31: a double", () => {
  test("is not told by a number one sees only masked", async () => {
    const input = { name: "Somebody Else", channels: [{ type: "phone", value: "+359888999988" }] };
    for (const body of [{ name: "Somebody Else" }, input]) {
      const answer = await ana.api("POST", "/api/v1/contacts/duplicates", body);
      expect(await answer.text()).not.toMatch(/phone"|Petar/);
    }
  });
});

describe("case 31: search", () => {
  const hits = async (who: TestPerson, q: string) =>
    ((await json(who.api("GET", `/api/v1/contacts?q=${encodeURIComponent(q)}`))) as unknown as { data: unknown[] }).data
      .length;

  test("finds nobody by what somebody may not see, and somebody again when it is opened", async () => {
    expect([await hits(ana, "999988"), await hits(admin, "999988"), await hits(ana, "Petar")]).toEqual([0, 0, 1]);
    await setAccess(app, "contact", { phone: { sales: "edit" } });
    expect([await hits(ana, "999988"), await hits(admin, "999988")]).toEqual([1, 1]);
  });

  test("waits for whoever sees less, until the texts are written anew", async () => {
    const version = (await admin.api("GET", "/api/v1/field-access/contact")).headers.get("etag") ?? "";
    await admin.api(
      "PATCH",
      "/api/v1/field-access/contact",
      { fields: { phone: { sales: "masked" } } },
      { "If-Match": version },
    );
    expect((await ana.api("GET", "/api/v1/contacts?q=999988")).status).toBe(503);
    expect((await admin.api("GET", "/api/v1/contacts?q=Petar")).status).toBe(200);
    await searchFollows(app);
    expect(await hits(ana, "999988")).toBe(0);
  });
});

describe("a file", () => {
  test("has the mask where one sees a mask, and no column for what is hidden", async () => {
    const file = await (await ana.visit("/contacts/export.csv")).text();
    expect(file).toContain("••88");
    expect(file).not.toMatch(/999988|61000|122000|Ruse|City/);
  });
});
