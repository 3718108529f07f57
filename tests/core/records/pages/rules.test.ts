import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplesFor } from "../../../../core/records/pages/rules/examples.ts";
import type { Rule } from "../../../../core/records/rules/rule.ts";
import { RuleReports } from "../../../../core/records/rules/rule-report.ts";
import { ruleProblems } from "../../../../core/records/rules/check-rule.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let ana: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
});
afterAll(() => app.stop());

const page = async (path: string) => await (await ana.visit(path)).text();
const form = { kind: "deal", effect: "required", field: "source", condition: "amount > 10000", old: "touch" };
const find = async (name: string, kind = "deal"): Promise<Rule> => {
  const found = (await app.get(services.rules).list(kind)).find((rule) => rule.name === name);
  if (!found) throw new Error(`There is no rule ${name}`);
  return found;
};
const made = async (name: string, more: Record<string, string | readonly string[]> = {}): Promise<Rule> => {
  const answer = await ana.send("/settings/rules", { ...form, name, ...more });
  expect(answer.status).toBe(303);
  return await find(name, typeof more["kind"] === "string" ? more["kind"] : "deal");
};

describe("an administrator", () => {
  test("writes a rule that holds at once, and reads it in words", async () => {
    expect(await page("/settings")).toContain('href="/settings/rules"');
    const empty = await page("/settings/rules/new?kind=deal");
    for (const words of ["From this stage on", "Offer sent", "amount &gt; 1000", "Must be filled in"])
      expect(empty).toContain(words);
    const offer = /<option value="([^"]+)">[^<]*Offer sent/.exec(empty)?.[1] ?? "";
    const rule = await made("Big offers name their source", { stage: offer, "message.de": "Woher?" });
    expect(rule).toMatchObject({
      field: "source",
      condition: "amount > 10000",
      stage: offer,
      message: { de: "Woher?" },
    });
    const list = await page("/settings/rules?kind=deal");
    expect(list).toMatch(/Source is required from [^<]*Offer sent on, when <code>amount &gt; 10000<\/code>/);
    expect(list).toContain("Your company");
    expect(await page(`/settings/rules/${rule.id}`)).toContain("Woher?");
  });

  test("changes it, puts it away and brings it back", async () => {
    const { id, version } = await made("Sources are known");
    const change = { ...form, name: "Sources are known", condition: "", version: String(version) };
    expect((await ana.send(`/settings/rules/${id}`, change)).status).toBe(303);
    expect(await find("Sources are known")).toMatchObject({ condition: null, version: version + 1 });
    await ana.send(`/settings/rules/${id}/archive`, { version: String(version + 1) });
    expect((await find("Sources are known")).state).toBe("archived");
    expect(await page("/settings/rules?kind=deal")).toContain("Bring back: Sources are known");
    await ana.send(`/settings/rules/${id}/restoration`, { version: String(version + 2) });
    expect((await find("Sources are known")).state).toBe("active");
  });

  test("is told what is wrong beside its box, by line and column, and keeps what was typed", async () => {
    const typed = { ...form, name: "Typed once", condition: "amount > 1 &&\n  amuont > 2", "message.es": "Falta" };
    const answer = await ana.send("/settings/rules", { ...typed, field: "" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const words of [
      'value="Typed once"',
      "amuont &gt; 2",
      ">Falta<",
      'id="rule-field-problem"',
      "Line 2, column 3",
    ])
      expect(html).toContain(words);
    expect((await app.get(services.rules).list("deal")).map(({ name }) => name)).not.toContain("Typed once");
  });

  test("hears that a name is taken", async () => {
    await made("Only once");
    const again = await ana.send("/settings/rules", { ...form, name: "Only once" });
    expect([again.status, (await again.text()).includes("called “Only once” already")]).toEqual([409, true]);
  });

  test("does not overwrite what somebody else changed meanwhile", async () => {
    const { id, version } = await made("Changed by two");
    await app.get(services.rules).change(ana.actor, id, { condition: "amount > 5" });
    const late = { ...form, name: "Changed by two", condition: "amount > 9", version: String(version) };
    const answer = await ana.send(`/settings/rules/${id}`, late);
    const html = await answer.text();
    expect(answer.status).toBe(412);
    for (const words of ["Nothing was overwritten", "amount &gt; 9</textarea>", "<code>amount &gt; 5</code>"])
      expect(html).toContain(words);
    await ana.send(`/settings/rules/${id}/archive`, { version: String(version) });
    expect(await find("Changed by two")).toMatchObject({ condition: "amount > 5", state: "active" });
  });
});

test("a report about a rule stands on its page, with the records that break it", async () => {
  await app.records.create(ana.actor, "boat", { name: "Aurora", rig: "ketch" });
  const old = await app.records.create(ana.actor, "boat", { name: "Old Boreas" });
  const { id } = await made("Rigs are known", { kind: "boat", field: "rig", condition: "" });
  expect(await page(`/settings/rules/${id}`)).toContain("Look at all records");
  expect((await ana.send(`/settings/rules/${id}/report`)).status).toBe(303);
  expect(await page(`/settings/rules/${id}`)).toContain("0 of 2 looked at so far");
  const kinds = app.get(services.kinds);
  const reports = new RuleReports({ db: app.db, kinds, zone: async () => "UTC", enqueue: async () => undefined });
  await reports.work({ signal: AbortSignal.any([]), progress: async () => undefined });
  const html = await page(`/settings/rules/${id}`);
  expect(html).toContain("1 record breaks the rule, of 2 in all");
  expect(html).toContain(`<a href="/boats/${old.id}">Old Boreas</a>`);
  expect(html).not.toContain("Aurora");
});

test("every example is a condition that may be written about its kind", () => {
  for (const kind of app
    .get(services.kinds)
    .all()
    .filter(({ pages }) => pages !== false))
    for (const condition of examplesFor(kind))
      expect({ condition, problems: ruleProblems(kind, { ...asRule, condition }) }).toEqual({
        condition,
        problems: [],
      });
  expect(examplesFor(app.get(services.kinds).get("deal"))).toContain("amount > 1000");
});

const asRule: Rule = {
  id: "",
  kind: "",
  name: "Any",
  effect: "valid",
  field: null,
  condition: null,
  stage: null,
  teams: [],
  message: null,
  old: "touch",
  owner: "admin",
  state: "active",
  position: 0,
  version: 1,
};

test("the pages are not for everybody, and a rule that is not there does not exist", async () => {
  const { id } = await made("Kept from sales");
  const sales = await app.person("sales");
  expect((await sales.visit("/settings/rules")).status).toBe(403);
  expect((await sales.visit(`/settings/rules/${id}`)).status).toBe(403);
  expect((await sales.send("/settings/rules", { ...form, name: "Theirs" })).status).toBe(403);
  expect((await sales.send(`/settings/rules/${id}/archive`, { version: "1" })).status).toBe(403);
  expect((await sales.send(`/settings/rules/${id}/report`)).status).toBe(403);
  expect((await ana.visit("/settings/rules/0198a2b4-5f1e-7c3a-9d2e-4b6c8e0f1a2b")).status).toBe(404);
  expect((await ana.visit("/settings/rules?kind=nothing")).status).toBe(404);
  expect((await find("Kept from sales")).state).toBe("active");
});

test("whoever may not see a field sees no rule that looks at it, and is not offered it", async () => {
  await setAccess(app, "contact", { city: { manager: "hidden" } });
  await app.grant("manager", "fields.change", "all");
  const { id } = await made("Berlin is called first", {
    kind: "contact",
    field: "phone",
    condition: 'city == "Berlin"',
  });
  await made("Everybody has a job", { kind: "contact", field: "jobTitle", condition: "" });
  const boris = await app.person("manager");
  const read = async (path: string) => await (await boris.visit(path)).text();
  expect(await page("/settings/rules?kind=contact")).toContain("Berlin");
  expect(await page("/settings/rules/new?kind=contact")).toContain('<option value="city">');
  const list = await read("/settings/rules?kind=contact");
  expect([list.includes("Everybody has a job"), list.includes("Berlin")]).toEqual([true, false]);
  expect((await boris.visit(`/settings/rules/${id}`)).status).toBe(404);
  expect((await boris.send(`/settings/rules/${id}/report`)).status).toBe(404);
  expect((await boris.send(`/settings/rules/${id}/archive`, { version: "1" })).status).toBe(404);
  expect(await read("/settings/rules/new?kind=contact")).not.toContain("city");
});
