// What a module lets people do with records, add to lists, call and find: for those who have it, and only while it is on.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
let ids: readonly string[];

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
  sales = await app.person("sales");
  const names = ["Alpha", "Beta", "Gamma"];
  ids = await Promise.all(names.map(async (name) => (await app.records.create(admin.actor, "company", { name })).id));
});
afterAll(() => app.stop());

const first = (): string => ids[0] ?? "";
const textOf = async (person: TestPerson, path: string): Promise<string> => await (await person.visit(path)).text();
const berths = async (): Promise<unknown[]> =>
  await Promise.all(ids.map(async (id) => (await app.records.get(admin.actor, "company", id))["legalName"]));

describe("an action", () => {
  const path = () => `/companies/${first()}/actions/moorings.berth`;

  test("stands in the menu of a record and below the list, for those who have the right", async () => {
    expect(await textOf(admin, `/companies/${first()}`)).toContain(path());
    expect(await textOf(admin, "/companies")).toContain('value="moorings.berth"');
    expect(await textOf(sales, `/companies/${first()}`)).not.toContain("moorings");
    expect(await textOf(sales, "/companies")).not.toContain("moorings");
  });

  test("is done with one record, and comes back to it", async () => {
    const answer = await admin.send(path());
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/companies/${first()}`]);
    expect(await berths()).toEqual(["Has a berth.", null, null]);
  });

  test("is done with those that were ticked, or with all of the list", async () => {
    await admin.send("/companies/bulk", { do: "moorings.berth", ids: [ids[1] ?? ""], in: "q=Beta" });
    expect(await berths()).toEqual(["Has a berth.", "Has a berth.", null]);
    const all = await admin.send("/companies/bulk", { do: "moorings.berth", all: "yes", in: "q=Gamma" });
    expect(all.headers.get("location")).toBe("/companies?q=Gamma");
    expect(await berths()).toEqual(["Has a berth.", "Has a berth.", "Has a berth."]);
  });

  test("asks first where it says so, and a failure of it is its own", async () => {
    const sink = `/companies/${first()}/actions/moorings.sink`;
    expect(await textOf(admin, sink)).toContain("Really sink 1?");
    const bar = { do: "moorings.sink", ids: [...ids] };
    const question = await (await admin.send("/companies/bulk", bar)).text();
    expect(question).toContain("Really sink 3?");
    expect((await admin.send("/companies/bulk", { ...bar, save: "yes" })).status).toBe(503);
    expect((await admin.send(sink)).status).toBe(503);
  });

  test("is not there for others, for other kinds, and for records that are not there", async () => {
    expect((await sales.send(path())).status).toBe(404);
    expect((await sales.send("/companies/bulk", { do: "moorings.berth", ids: [...ids] })).status).toBe(404);
    expect((await admin.send("/contacts/bulk", { do: "moorings.berth", ids: [...ids] })).status).toBe(404);
    const nobody = "0199f000-0000-7000-8000-000000000000";
    expect((await admin.send(`/companies/${nobody}/actions/moorings.berth`)).status).toBe(404);
  });
});

describe("a column", () => {
  test("is chosen like one of the list's own, and asked once for a page", async () => {
    expect(await textOf(admin, "/companies")).toContain('value="moorings.depth"');
    const html = await textOf(admin, "/companies?columns=name,moorings.depth&sort=name");
    expect(html).toContain(">Depth");
    expect(html).toMatch(/<a[^>]*href="\/"[^>]*>3\.5<\/a>/);
    expect(html).not.toContain(">deep<");
  });

  test("stands in groups and in saved views", async () => {
    expect(await textOf(admin, "/companies?columns=name,moorings.depth&group=owner")).toContain("3.5");
    const list = "columns=name,moorings.depth";
    const saved = await admin.send("/companies/views", { name: "Quays", sharing: "all", list });
    const view = saved.headers.get("location") ?? "";
    expect(await textOf(admin, view)).toContain(">Depth");
  });

  test("is not there for others, whose list is the same without it", async () => {
    const answer = await sales.visit("/companies?columns=name,moorings.depth");
    expect([answer.status, await answer.text()]).toEqual([200, expect.not.stringContaining("Depth")]);
  });

  test("is no field to filter, sort or export by", async () => {
    expect((await admin.visit("/companies?sort=moorings.depth")).status).toBe(400);
    expect((await admin.visit("/companies?filter[moorings.depth]=4")).status).toBe(400);
    expect((await admin.visit("/companies/export.csv?columns=name,moorings.depth")).status).toBe(200);
  });
});

describe("a command", () => {
  test("is found in the palette, asks whether it is meant, and is done", async () => {
    expect(await textOf(admin, "/search/palette?q=%3Etide")).toContain("/commands/moorings.tide");
    expect(await textOf(sales, "/search/palette?q=%3Etide")).not.toContain("moorings");
    expect(await textOf(admin, "/commands/moorings.tide")).toContain("Look at the tide");
    const answer = await admin.send("/commands/moorings.tide");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/companies"]);
    expect((await sales.send("/commands/moorings.tide")).status).toBe(404);
  });

  test("may be a page of the core as well", async () => {
    expect(await textOf(sales, "/search/palette?q=%3Etrash")).toContain('href="/trash"');
    expect(await textOf(admin, "/search/palette?q=%3Esettings")).toContain('href="/settings"');
    expect(await textOf(sales, "/search/palette?q=%3Esettings")).not.toContain('href="/settings"');
    expect((await admin.send("/commands/records.trash")).status).toBe(404);
  });
});

describe("a group of the search", () => {
  test("stands behind the records, with own addresses only", async () => {
    const html = await textOf(admin, "/search?q=seven");
    expect(html).toContain("/moorings/buoys/1");
    expect(html).not.toContain("example.com");
    expect(await textOf(sales, "/search?q=seven")).not.toContain("Buoy");
  });

  test("finds answers of the help", async () => {
    expect(await textOf(sales, "/search?q=mistake")).toContain("/help?q&#x3D;");
  });
});

test("all of it goes with the module, and lists that showed its column go on", async () => {
  await app.get(services.plugins).disable(admin.actor, "moorings");
  const list = await textOf(admin, "/companies?columns=name,moorings.depth");
  expect([list.includes("Alpha"), list.includes("moorings.berth"), list.includes("Depth")]).toEqual([
    true,
    false,
    false,
  ]);
  expect((await admin.send(`/companies/${first()}/actions/moorings.berth`)).status).toBe(404);
  expect((await admin.visit("/commands/moorings.tide")).status).toBe(404);
  expect(await textOf(admin, "/search?q=seven")).not.toContain("Buoy");
});
