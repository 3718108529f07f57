import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Invalid } from "../../../../core/kernel/errors.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let shop: TestApp;
let branch: TestApp;
let admin: TestPerson;
let there: TestPerson;

const configurationOf = (app: TestApp) => app.get(services.configuration);
const ignore = (): void => undefined;

beforeAll(async () => {
  [shop, branch] = await Promise.all([startTestApp(), startTestApp()]);
  [admin, there] = await Promise.all([shop.person("admin"), branch.person("admin")]);
  const pipeline = await shop.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  await shop.records.change(admin.actor, "pipeline", pipeline.id, { moves: "matrix" });
  const { stages } = await shop.get(services.sales).pipelines.get(admin.actor, pipeline.id);
  const [first, second] = stages.map(({ id }) => id);
  const allowedMoves = { [String(first)]: [String(second)] };
  await shop.records.change(admin.actor, "pipeline", pipeline.id, { allowedMoves });
  await shop.get(services.customFields).define(admin.actor, "contact", {
    key: "turf",
    schema: { "x-type": "choice", "x-label": { en: "Turf" }, "x-options": [{ id: "north", label: { en: "North" } }] },
  });
  await shop.db.query({
    text: `insert into views (id, kind, name, query, shared_with) values (gen_random_uuid(), 'deal', 'Fresh', $1, 'all')`,
    values: [JSON.stringify({ filter: { field: "stage", op: "in", value: [first, second] }, sort: [] })],
  });
  const role = { id: "intern", name: "Intern", position: 40, grants: { "contacts.read": "own" } } as const;
  await shop.get(services.people).roleDefinitions.define(admin.actor, role);
  for (const key of ["zeal", "age"])
    await shop.get(services.customFields).define(admin.actor, "contact", { key, schema: { "x-type": "integer" } });
  const layout = { sections: [], list: ["name", "custom.turf"], facts: ["custom.age"], quick: ["name"] };
  await shop.get(services.layouts).save(admin.actor, { kind: "contact", role: "sales" }, layout);
  await shop.get(services.rules).create(admin.actor, "deal", {
    name: "Close date from the second stage on",
    effect: "required",
    field: "closeDate",
    condition: `stage != "${first}"`,
    stage: String(second),
  });
  await shop.get(services.access).change(admin.actor, "deal", { amount: { sales: "masked", intern: "hidden" } });
  await shop.get(services.ownWords).save(admin.actor, "de", { "deals.many": "Projekte" });
  await shop.get(services.people).signInRules.change(admin.actor, { secondStep: "administrators" });
});
afterAll(async () => {
  await Promise.all([shop.stop(), branch.stop()]);
});

describe("the company's configuration", () => {
  test("has every view that is shared, also two of one name, and changes each of them", async () => {
    const put = `insert into views (id, kind, name, query, shared_with, position) values (gen_random_uuid(), 'company', 'Twin', $1, 'all', $2)`;
    const sorted = (field: string) => ({ sort: [{ field, direction: "asc" }] });
    for (const [at, field] of ["name", "createdAt"].entries())
      await shop.db.query({ text: put, values: [JSON.stringify(sorted(field)), at] });
    const document = await configurationOf(shop).export();
    const views = document["views"] as Readonly<Record<string, { query: unknown }>>;
    expect([views["companies/Twin"]?.query, views["companies/Twin (2)"]?.query]).toEqual(
      ["name", "createdAt"].map(sorted),
    );
    const other = { "companies/Twin (2)": { query: sorted("updatedAt"), columns: null } };
    await configurationOf(shop).apply(admin.actor, { ...document, views: other }, { told: () => undefined });
    const rows = await shop.db.query<{ query: unknown }>({
      text: "delete from views where name = 'Twin' returning query, position",
    });
    expect(rows.map(({ query }) => query)).toEqual(expect.arrayContaining([sorted("name"), sorted("updatedAt")]));
  });

  test("is one document, with names where the database has ids", async () => {
    const document = await configurationOf(shop).export();
    expect(document).toMatchObject({
      format: "trellis-configuration/1",
      roles: { intern: { name: "Intern", grants: { "contacts.read": "own" } } },
      signIn: { secondStep: "administrators" },
      fieldOrder: { contact: ["turf", "zeal", "age"] },
      layouts: { "contact/sales": { facts: ["custom.age"] } },
      rules: {
        "deal/Close date from the second stage on": { stage: expect.stringMatching(/^@stage\(.*Qualified\)$/) },
      },
      fieldAccess: { deal: { amount: { sales: "masked", intern: "hidden" } } },
      words: { "de/deals.many": "Projekte" },
      fields: { "contact.turf": { state: "active", schema: { "x-type": "choice" } } },
      views: {
        "deals/Fresh": {
          query: { filter: { value: [expect.stringMatching(/^@stage\(.* \/ New\)$/), expect.any(String)] } },
        },
      },
    });
    expect(Object.keys(document["stages"] as object)).toHaveLength(5);
    expect(Object.values(document["moves"] as object)).toEqual([{ New: ["Qualified"] }]);
    expect(JSON.stringify(document)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test("changes nothing where it comes from", async () => {
    const document = await configurationOf(shop).export();
    expect(await configurationOf(shop).plan(document)).toEqual({ steps: [], leftAlone: [] });
  });

  test("makes another installation the same, and applied twice changes nothing", async () => {
    const document = await configurationOf(shop).export();
    const planned = await configurationOf(branch).plan(document);
    const changed = planned.steps.filter(({ difference }) => difference.action !== "create");
    expect(changed).toMatchObject([{ section: "signIn", difference: { name: "secondStep" }, grade: "safe" }]);
    const told: string[] = [];
    const count = await configurationOf(branch).apply(there.actor, document, {
      told: ({ section, difference }) => void told.push(`${section}/${difference.name}`),
    });
    expect(count).toBe(planned.steps.length);
    expect(told).toContain("fields/contact.turf");
    expect(await configurationOf(branch).export()).toEqual(document);
    expect(await configurationOf(branch).apply(there.actor, document, { told: ignore })).toBe(0);
  });

  test("says what would change, how grave it is, and what it leaves alone", async () => {
    const document = await configurationOf(shop).export();
    const turf = (document["fields"] as Record<string, { schema: object; state: string }>)["contact.turf"]!;
    const required = { ...turf, schema: { ...turf.schema, "x-required": true } };
    const change = { ...document, fields: { "contact.turf": required }, views: {} };
    const plan = await configurationOf(shop).plan(change);
    expect(plan.steps).toMatchObject([
      { section: "fields", difference: { action: "change", name: "contact.turf" }, grade: "breaking" },
    ]);
    expect(plan.leftAlone).toEqual(["fields/contact.zeal", "fields/contact.age", "views/deals/Fresh"]);
    const pruned = await configurationOf(shop).plan({ ...document, views: {}, fields: {} }, { prune: true });
    expect(pruned.steps.map(({ section, grade }) => [section, grade])).toEqual([
      ["views", "destructive"],
      ["fields", "destructive"],
      ["fields", "destructive"],
      ["fields", "destructive"],
    ]);
  });

  test("takes fields out of use only when asked to, and brings them back", async () => {
    const document = await configurationOf(branch).export();
    const without = { format: document.format, fields: {} };
    expect(await configurationOf(branch).apply(there.actor, without, { told: ignore })).toBe(0);
    expect(await configurationOf(branch).apply(there.actor, without, { told: ignore, prune: true })).toBe(3);
    expect((await configurationOf(branch).export())["fields"]).toMatchObject({
      "contact.turf": { state: "archived" },
    });
    await configurationOf(branch).apply(there.actor, document, { told: ignore });
    expect(await configurationOf(branch).export()).toEqual(document);
  });
});

describe("a document with mistakes", () => {
  const stamp = { format: "trellis-configuration/1" };
  test.each([
    [{}, ["/format"]],
    [{ ...stamp, feilds: {} }, ["/feilds"]],
    [{ ...stamp, fields: [] }, ["/fields"]],
    [
      { ...stamp, fields: { "contact.__proto__": { schema: { "x-type": "text" }, state: "active" } } },
      ["/fields/contact.__proto__"],
    ],
    [
      { ...stamp, fields: { "contact.zone": { schema: { $ref: "http://x" }, state: "active" } } },
      ["/fields/contact.zone/schema/$ref"],
    ],
    [
      { ...stamp, fields: { "contact.turf": { schema: { "x-type": "text" }, state: "active" } } },
      ["/fields/contact.turf/schema/x-type"],
    ],
    [{ ...stamp, roles: { admin: { name: null, position: 0, grants: {} } } }, ["/roles/admin"]],
    [
      { ...stamp, roles: { sales: { name: null, position: 20, grants: { "deals.fly": "all" } } } },
      ["/roles/sales/grants/deals.fly"],
    ],
    [{ ...stamp, signIn: { secondStep: "sometimes", password: "none" } }, ["/signIn/secondStep", "/signIn/password"]],
    [{ ...stamp, stages: { "Nowhere / New": { colour: 1 } } }, ["/stages/Nowhere ~1 New/colour"]],
    [
      { ...stamp, layouts: { "contact/sales": { sections: [] } } },
      ["/layouts/contact~1sales/list", "/layouts/contact~1sales/facts", "/layouts/contact~1sales/quick"],
    ],
    [{ ...stamp, words: { "de/deals.many": "{bad", "xx/a": "b" } }, ["/words/de~1deals.many", "/words/xx~1a"]],
    [{ ...stamp, views: { "ships/All": { query: {}, columns: null } } }, ["/views/ships~1All"]],
  ])("%j is refused with the place of each, and nothing is written", async (document, places) => {
    const before = await configurationOf(shop).export();
    const refused = await configurationOf(shop)
      .apply(admin.actor, document, { told: ignore })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect((refused as Invalid).problems.map(({ pointer }) => pointer)).toEqual(places);
    expect(await configurationOf(shop).export()).toEqual(before);
  });

  test("and nobody grants by it what they do not hold", async () => {
    const manager = await shop.person("manager");
    const document = {
      format: "trellis-configuration/1",
      roles: { sales: { name: null, position: 20, grants: { "deals.delete": "all" } } },
    };
    await expect(configurationOf(shop).apply(manager.actor, document, { told: ignore })).rejects.toMatchObject({
      code: "users.may_not_change_role",
    });
  });
});

test("the document of the guide is one that can be applied", async () => {
  const guide = await readFile(new URL("../../../../docs/configuration.md", import.meta.url), "utf8");
  const [, document = ""] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
  const { steps } = await configurationOf(branch).plan(JSON.parse(document));
  expect(steps).toMatchObject([{ difference: { name: "contact.turf" } }]);
});
