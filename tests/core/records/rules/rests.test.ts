// A field that somebody puts away keeps nobody from saving: whatever names it rests, says so, and is back with it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Invalid } from "../../../../core/kernel/errors.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { Input } from "../../../../core/records/record.ts";
import type { RuleWords } from "../../../../core/records/rules/rules.ts";
import { services } from "../../../../core/sdk/services.ts";
import { setAccess } from "../../../support/closing.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let size: CustomField;
const fields = () => app.get(services.customFields);

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  size = await fields().define(ana.actor, "contact", { key: "size", schema: { "x-type": "integer" } });
});
afterAll(() => app.stop());

const rule = (name: string, words: RuleWords) =>
  app.get(services.rules).create(ana.actor, "contact", { name, ...words });
const contact = (input: Input = {}) => app.records.create(ana.actor, "contact", { name: "Bo", ...input });
const page = async (path: string) => await (await ana.visit(path)).text();

async function said(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return error.problems.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

/** Puts the field away, and brings it back afterwards. */
async function without(work: () => Promise<void>): Promise<void> {
  await fields().archive(ana.actor, size.id);
  try {
    await work();
  } finally {
    await fields().bringBack(ana.actor, size.id);
  }
}

describe("a rule that looks at an archived field", () => {
  test("rests, whatever it demands, and holds again when the field is back", async () => {
    await rule("needs", { effect: "required", field: "jobTitle", condition: "custom.size > 10" });
    await rule("fits", { effect: "valid", field: "name", condition: "custom.size < 100" });
    await rule("shows", { effect: "visible", field: "birthday", condition: "custom.size > 10" });
    await rule("locks", { effect: "readOnly", field: "note", condition: "custom.size > 10" });
    const big = { custom: { size: 500 } };
    expect(await said(contact({ ...big }))).toEqual(["/jobTitle required_by_rule", "/name rule_broken"]);
    const old = await contact({ custom: { size: 50 }, jobTitle: "Buyer" });
    const change = (input: Input) => app.records.change(ana.actor, "contact", old.id, input);
    expect(await said(change({ note: "Hello" }))).toEqual(["/note read_only_by_rule"]);
    await without(async () => {
      expect(await said(contact())).toEqual([]);
      expect(await said(change({ note: "Hello", birthday: "1990-02-01", jobTitle: null }))).toEqual([]);
      expect((await ana.send("/contacts", { name: "By form" })).status).toBe(303);
    });
    expect(await said(contact({ ...big }))).toEqual(["/jobTitle required_by_rule", "/name rule_broken"]);
  });

  test("says so in the list, on its page and over REST, and the field says what rests", async () => {
    await without(async () => {
      expect(await page("/settings/rules?kind=contact")).toContain("Rests: custom.size is archived or gone");
      const listed = (await (await ana.api("GET", "/api/v1/rules?kind=contact")).json()) as {
        data: { id: string; rests: unknown }[];
      };
      expect(listed.data[0]?.rests).toEqual({ why: "field_gone", fields: ["custom.size"] });
      expect(await page(`/settings/rules/${listed.data[0]?.id}`)).toContain("Rests: custom.size");
      const uses = await fields().whereUsed(ana.actor, "contact", "custom.size");
      expect(uses.map(({ place, name }) => `${place} ${name}`)).toEqual([
        "rule needs",
        "rule fits",
        "rule shows",
        "rule locks",
      ]);
      expect(await page(`/settings/fields/${size.id}/life`)).toContain("needs");
    });
    expect(await page("/settings/rules?kind=contact")).not.toContain("Rests:");
  });

  test("is announced where the field can be hidden", async () => {
    expect(await page(`/settings/fields/${size.id}/life`)).toContain("What uses it does without it meanwhile");
  });

  test("rests too when the field has got a type that it makes no sense over", async () => {
    const { id } = await app
      .get(services.typeChanges)
      .begin(ana.actor, size.id, { schema: { "x-type": "text" }, dryRun: false });
    const signal = new AbortController().signal;
    await app.get(services.typeWork).work(id, { signal });
    expect(await said(contact())).toEqual([]);
    expect(await page("/settings/rules?kind=contact")).toContain("the condition makes no sense any more");
    await app.get(services.typeChanges).undo(ana.actor, id);
    await app.get(services.typeWork).work(id, { signal });
    expect(await said(contact({ custom: { size: 500 } }))).toEqual(["/jobTitle required_by_rule", "/name rule_broken"]);
  });
});

test("a stage does not ask for a field that is archived", async () => {
  const budget = await fields().define(ana.actor, "deal", { key: "budget", schema: { "x-type": "integer" } });
  const { id } = await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
  const { stages } = await app.get(services.sales).pipelines.get(ana.actor, id);
  const [, second] = stages;
  await app.records.change(ana.actor, "stage", second?.id ?? "", { entryRules: { required: ["custom.budget"] } });
  const seller = { ...ana.actor, grants: new Map([...ana.actor.grants].filter(([right]) => right !== "stages.force")) };
  const deal = await app.records.create(ana.actor, "deal", { name: "Chairs" });
  const move = () => app.records.change(seller, "deal", deal.id, { stage: second?.id });
  expect(await said(move())).toEqual(["/custom/budget required_at_stage"]);
  await fields().archive(ana.actor, budget.id);
  expect(await said(move())).toEqual([]);
  expect((await fields().whereUsed(ana.actor, "deal", "custom.budget")).map(({ place }) => place)).toEqual(["stage"]);
});

describe("a layout that names a field which is archived, gone or hidden", () => {
  test("leaves it out on form, record, list and quick create, for everybody", async () => {
    const zone = await fields().define(ana.actor, "company", {
      key: "zone",
      schema: { "x-type": "text", "x-label": { en: "Zone of sale" } },
    });
    const secret = await fields().define(ana.actor, "company", {
      key: "secret",
      schema: { "x-type": "text", "x-label": { en: "Secret sign" } },
    });
    const paths = ["name", "custom.zone", "custom.secret", "custom.gone"];
    const section = { title: { en: "Selling" }, columns: 2, fields: paths.map((path) => ({ path, full: false })) };
    const asked = {
      title: { en: "Folded" },
      columns: 1,
      fields: [{ path: "city", full: false }],
      when: "custom.zone == 'x'",
    };
    const layout = { sections: [section, asked], list: paths, facts: paths.slice(1), quick: paths };
    expect((await ana.api("PUT", "/api/v1/layouts/company", layout, { "If-Match": '"v0"' })).status).toBe(200);
    const input = { name: "Acme", city: "Varna", custom: { zone: "North", secret: "only for some" } };
    const { id } = await app.records.create(ana.actor, "company", input);
    await setAccess(app, "company", { "custom.secret": { sales: "hidden" } });
    const sales = await app.person("sales");
    const places = [
      "companies/new",
      `companies/${id}?tab=details`,
      `companies/${id}/edit`,
      "companies",
      "new/companies",
    ];
    const read = async (who: TestPerson) =>
      await Promise.all(places.map(async (path) => await (await who.visit(`/${path}`)).text()));

    expect(
      (await read(ana)).map((html) => [html.includes("Zone of sale"), html.includes("Secret sign")]),
    ).not.toContainEqual([false, false]);
    await fields().archive(ana.actor, zone.id);
    const whole = await read(ana);
    expect(whole.filter((html) => html.includes("Zone of sale") || html.includes("custom.gone"))).toEqual([]);
    expect(whole.filter((html) => html.length < 100)).toEqual([]);
    expect(whole[1]).toContain("Varna");
    const seen = await read(sales);
    expect(
      seen.filter((html) => html.length < 100 || html.includes("Secret sign") || html.includes("only for some")),
    ).toEqual([]);
    expect(seen[0]).toContain("Folded");
    await fields().archive(ana.actor, secret.id);
    await fields().remove(ana.actor, secret.id, { key: "secret" });
    expect((await read(ana)).filter((html) => html.length < 100 || html.includes("Secret sign"))).toEqual([]);
    expect((await ana.send("/companies", { name: "Next" })).status).toBe(303);
  });
});

test("a view that filters, sorts and groups by an archived field opens, and says what it left out", async () => {
  const turf = await fields().define(ana.actor, "company", {
    key: "turf",
    schema: { "x-type": "choice", "x-options": [{ id: "n", label: "North" }] },
  });
  const list = "filter[custom.turf]=n&sort=custom.turf&group=custom.turf&columns=name,custom.turf";
  const saved = await ana.send("/companies/views", { list, name: "North", sharing: "all" });
  await fields().archive(ana.actor, turf.id);
  const answer = await ana.visit(saved.headers.get("location") ?? "");
  expect([answer.status, (await answer.text()).includes("Acme")]).toEqual([200, true]);
});
