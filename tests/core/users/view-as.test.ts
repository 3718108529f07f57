// Looking at the pages as somebody else: what they would see, no more, nothing written, and a line in the trail.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { setAccess } from "../../support/closing.ts";
import { system } from "../../support/people.ts";

let app: TestApp;
let admin: TestPerson;
let seller: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada" });
  seller = await app.person("sales", { name: "Sam" });
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  await app.records.create(system, "deal", { name: "Deal of Sam", owner: seller.id });
  await app.records.create(system, "deal", { name: "Deal of Ada", owner: admin.id });
});
afterAll(() => app.stop());

/** The browser of somebody who looks: their session with the sign that it began. */
async function looking(
  path: string,
  by = admin,
): Promise<{
  visit(path: string): Promise<Response>;
  send(path: string, form?: Record<string, string>): Promise<Response>;
}> {
  const started = await by.send(path);
  const sign = /trellis_view_as=[^;]*/.exec(started.headers.get("Set-Cookie") ?? "")?.[0] ?? "none=";
  const headers = { cookie: `${by.cookie}; ${sign}` };
  return { visit: (to) => by.visit(to, { headers }), send: (to, form = {}) => by.send(to, form, { headers }) };
}
const textOf = async (answer: Promise<Response>) => await (await answer).text();
const asSam = async () => await looking(`/settings/people/${seller.id}/view`);

describe("as a seller, an administrator", () => {
  test("sees the seller's pages, with a sign on every one of them", async () => {
    const sam = await asSam();
    const deals = await textOf(sam.visit("/deals"));
    expect([deals.includes("Deal of Sam"), deals.includes("Deal of Ada")]).toEqual([true, false]);
    expect(deals).toContain("You see the pages as Sam sees them");
    expect((await sam.visit("/settings/people")).status).toBe(403);
    expect(await textOf(admin.visit("/deals"))).toContain("Deal of Ada");
  });

  test("sees fields as the seller does", async () => {
    await setAccess(app, "deal", { nextStep: { sales: "hidden" } });
    const at = `/deals/new`;
    expect([
      (await textOf((await asSam()).visit(at))).includes('name="nextStep"'),
      (await textOf(admin.visit(at))).includes('name="nextStep"'),
    ]).toEqual([false, true]);
    await setAccess(app, "deal", { nextStep: { sales: "edit" } });
  });

  test("writes nothing, takes nothing out, and sees nothing that is the seller's alone", async () => {
    const sam = await asSam();
    const count = async () => (await app.db.query({ text: "select count(*)::int as n from changes" }))[0];
    const boss = await app.person("manager", { name: "Boss" });
    expect((await boss.visit("/deals/export.csv")).status).toBe(200);
    const before = await count();
    const answers = await Promise.all([
      sam.send("/deals", { name: "Written as Sam" }),
      sam.send("/me", { theme: "dark" }),
      sam.send(`/settings/people/${admin.id}/view`),
      sam.visit("/me"),
      (await looking(`/settings/people/${boss.id}/view`)).visit("/deals/export.csv"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(await count()).toEqual(before);
  });

  test("is themselves again afterwards, also with the sign of before", async () => {
    const sam = await asSam();
    expect((await sam.send("/view-as/end")).status).toBe(303);
    expect(await textOf(sam.visit("/deals"))).toContain("Deal of Ada");
  });

  test("leaves a line in the trail", async () => {
    const text =
      "select actor_id as who, action, record_id as whom from audit_events where action like 'viewing.%' order by seq desc limit 2";
    await (await asSam()).send("/view-as/end");
    expect(await app.db.query({ text })).toEqual([
      { who: admin.id, action: "viewing.ended", whom: null },
      { who: admin.id, action: "viewing.started", whom: seller.id },
    ]);
  });
});

describe("as anybody with a role", () => {
  test("an administrator sees what the role opens, with records of their own", async () => {
    const someone = await looking("/settings/roles/sales/view");
    const deals = await textOf(someone.visit("/deals"));
    expect([deals.includes("Deal of Ada"), deals.includes("Deal of Sam")]).toEqual([true, false]);
    expect(deals).toContain("You see the pages as Sales sees them");
  });
});

describe("nobody looks", () => {
  test("without the right, as an administrator, as themselves, as nobody", async () => {
    const other = await app.person("admin", { name: "Other" });
    const paths = [other.id, admin.id, "01980000-0000-7000-8000-000000000000"].map(
      (id) => `/settings/people/${id}/view`,
    );
    const refused = await Promise.all([
      seller.send(`/settings/people/${admin.id}/view`),
      ...paths.map((path) => admin.send(path)),
      admin.send("/settings/roles/admin/view"),
      admin.send("/settings/roles/nothing/view"),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 404, 404, 403, 404]);
  });

  test("as somebody who may more, or sees more of a field", async () => {
    const { roleDefinitions } = app.get(services.people);
    const grants = { "users.view-as": "all", "contacts.read": "all", "deals.read": "own" } as const;
    await roleDefinitions.define(system, { id: "looker", name: "Looker", position: 60, grants });
    await roleDefinitions.define(system, {
      id: "caller",
      name: "Caller",
      position: 61,
      grants: { "contacts.read": "own" },
    });
    const [looker, caller] = [await app.person("looker"), await app.person("caller")];
    const look = async () => (await looker.send(`/settings/people/${caller.id}/view`)).status;
    expect([(await looker.send(`/settings/people/${seller.id}/view`)).status, await look()]).toEqual([403, 303]);
    await setAccess(app, "contact", { phone: { looker: "masked" } });
    expect(await look()).toBe(403);
  });

  test("with a sign that is made up, or another's", async () => {
    const sign =
      (await admin.send(`/settings/people/${seller.id}/view`)).headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const other = await app.person("admin", { name: "Third" });
    for (const cookie of [`${other.cookie}; ${sign}`, `${other.cookie}; trellis_view_as=${seller.id}`])
      expect(await textOf(other.visit("/deals", { headers: { cookie } }))).toContain("Deal of Ada");
  });
});
