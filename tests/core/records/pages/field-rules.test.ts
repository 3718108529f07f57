import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rule } from "../../../../core/records/rules/rule.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let ada: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ada = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(ada.actor, "simple", "en");
});
afterAll(() => app.stop());

type Form = Record<string, string | readonly string[]>;
const page = async (path: string) => await (await ada.visit(path)).text();
const part = { headers: { "HX-Request": "true" } };
const rules = async () => await app.get(services.rules).list("deal");
const ruleAbout = async (field: string, effect: Rule["effect"]) =>
  (await rules()).find((rule) => rule.field === field && rule.effect === effect);
const fieldNamed = async (key: string) =>
  (await app.get(services.customFields).list("deal")).find((field) => field.key === key);
const definitions = async () => {
  const text = "select version from definition_versions where name = 'fields'";
  return (await app.db.query<{ version: number }>({ text }))[0]?.version ?? 0;
};
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";

const make = (type: string, form: Form) =>
  ada.send("/settings/fields/new", {
    kind: "deal",
    type,
    schema: JSON.stringify({ "x-type": type }),
    tab: "form",
    do: "save",
    ...form,
  });
const change = async (key: string, form: Form) => {
  const field = await fieldNamed(key);
  const html = await page(`/settings/fields/${field?.id}`);
  const versions = ["required", "visible", "readOnly", "valid"].map((effect) => `rule.${effect}.version`);
  return await ada.send(`/settings/fields/${field?.id}`, {
    kind: "deal",
    type: String(field?.schema["x-type"]),
    tab: "form",
    do: "save",
    key,
    version: String(field?.version),
    "access.version": hidden(html, "access.version"),
    ...Object.fromEntries(versions.map((name) => [name, hidden(html, name)])),
    schema: JSON.stringify(field?.schema),
    "label.en": key,
    ...form,
  });
};

describe("a field, its rules and who sees it", () => {
  test("are made on one form, as one change of what is defined", async () => {
    const before = await definitions();
    const offer =
      /<option value="([^"]+)">[^<]*Offer sent/.exec(await page("/settings/rules/new?kind=deal"))?.[1] ?? "";
    const answer = await make("text", {
      "label.en": "Decision maker",
      "rule.required": "some",
      "rule.required.stage": offer,
      "rule.required.condition": "amount > 10000",
      "rule.visible": "some",
      "rule.visible.condition": "amount > 0",
      "rule.valid": "some",
      "rule.valid.condition": "size(custom.decision_maker) > 2",
      "rule.valid.message.en": "Write the whole name.",
      "mode.sales": "read",
      "access.version": "0",
    });
    expect([answer.status, await definitions()]).toEqual([303, before + 1]);
    const path = "custom.decision_maker";
    expect(await ruleAbout(path, "required")).toMatchObject({
      stage: offer,
      condition: "amount > 10000",
      old: "touch",
    });
    expect(await ruleAbout(path, "visible")).toMatchObject({ stage: null, condition: "amount > 0" });
    expect(await ruleAbout(path, "valid")).toMatchObject({ message: { en: "Write the whole name." } });
    expect((await app.get(services.access).of(ada.actor, "deal")).fields[path]).toEqual({ sales: "read" });
    expect(await page("/settings/fields?kind=deal")).toContain("from Offer sent on, when amount &gt; 10000");
  });

  test("are written all together or not at all", async () => {
    const answer = await make("text", {
      "label.en": "Half written",
      "rule.visible": "some",
      "rule.visible.condition": "amuont > 0",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("<mark>amuont</mark>");
    expect(html).toContain(">\namuont &gt; 0</textarea>");
    expect(await fieldNamed("half_written")).toBeUndefined();
    const silent = await make("text", { "label.en": "Half written", "rule.readOnly": "some" });
    expect([silent.status, (await silent.text()).includes("say from which stage on")]).toEqual([422, true]);
  });

  test("come back in the form, and a rule that is no longer wanted is put away", async () => {
    const field = await fieldNamed("decision_maker");
    const html = await page(`/settings/fields/${field?.id}`);
    for (const words of [">\namount &gt; 10000</textarea>", ">\nWrite the whole name.</textarea>", "Looks at: Amount"])
      expect(html.replace("It looks at", "Looks at")).toContain(words);
    expect((await change("decision_maker", { "rule.required": "always", "rule.visible": "none" })).status).toBe(303);
    expect((await fieldNamed("decision_maker"))?.schema["x-required"]).toBe(true);
    expect((await ruleAbout("custom.decision_maker", "required"))?.state).toBe("archived");
    expect((await ruleAbout("custom.decision_maker", "visible"))?.state).toBe("archived");
    // A box that was not sent leaves its rule alone.
    expect((await ruleAbout("custom.decision_maker", "valid"))?.state).toBe("active");
  });

  test("take up the rule that was put away, instead of one more", async () => {
    const count = (await rules()).length;
    const form = { "rule.required": "some", "rule.required.condition": "amount > 5" };
    expect((await change("decision_maker", form)).status).toBe(303);
    expect(await rules()).toHaveLength(count);
    expect(await ruleAbout("custom.decision_maker", "required")).toMatchObject({
      state: "active",
      condition: "amount > 5",
    });
    expect((await fieldNamed("decision_maker"))?.schema["x-required"]).toBeUndefined();
  });

  test("follow the field to its new key", async () => {
    const form = { key: "decider", "rule.valid": "some", "rule.valid.condition": "size(custom.decision_maker) > 3" };
    expect((await change("decision_maker", form)).status).toBe(303);
    expect(await ruleAbout("custom.decider", "valid")).toMatchObject({ condition: "size(custom.decider) > 3" });
    expect((await app.get(services.access).of(ada.actor, "deal")).fields["custom.decider"]).toEqual({ sales: "read" });
  });

  test("are not overwritten when somebody else changed a rule meanwhile", async () => {
    const rule = await ruleAbout("custom.decider", "valid");
    const late = { "rule.valid": "some", "rule.valid.condition": "amount > 7" };
    await app.get(services.rules).change(ada.actor, rule?.id ?? "", { condition: "amount > 1" });
    const answer = await change("decider", { ...late, "rule.valid.version": String(rule?.version) });
    const html = await answer.text();
    expect([answer.status, html.includes(">\namount &gt; 7</textarea>")]).toEqual([422, true]);
    expect(hidden(html, "rule.valid.version")).toBe(String((rule?.version ?? 0) + 1));
    expect(await ruleAbout("custom.decider", "valid")).toMatchObject({ condition: "amount > 1" });
  });

  test("stay in the form while its schema is looked at", async () => {
    const typed = { "rule.visible": "some", "rule.visible.condition": "amount > 99", "mode.sales": "hidden" };
    const html = await (await change("decider", { ...typed, do: "tab:schema" })).text();
    expect(hidden(html, "rule.visible.condition")).toBe("amount &gt; 99");
    expect(hidden(html, "mode.sales")).toBe("hidden");
  });
});

describe("a field of the product", () => {
  const post = (form: Form, person = ada) => person.send("/settings/fields/of/deal/source", form);

  test("gets rules and readers of the company's own", async () => {
    expect(
      (await post({ "rule.required": "always", "mode.sales": "masked", "access.version": await closed() })).status,
    ).toBe(303);
    expect(await ruleAbout("source", "required")).toMatchObject({
      condition: null,
      stage: null,
      name: "Source has to be filled in",
    });
    expect((await app.get(services.access).of(ada.actor, "deal")).fields["source"]).toEqual({ sales: "masked" });
    const html = await page("/settings/fields/of/deal/source");
    expect(html).toContain('<option value="always" selected>');
    expect(await page("/settings/fields?kind=deal&q=source")).toContain("<td>always</td>");
  });

  test("that it cannot do without is not asked about", async () => {
    const html = await page("/settings/fields/of/deal/name");
    expect(html).toContain("The product cannot do without this field");
    for (const box of ["rule.required", "rule.visible"]) expect(html).not.toContain(`name="${box}"`);
    expect(await page("/settings/fields?kind=deal")).toContain("always");
  });

  test("says at which stage it is needed", async () => {
    const sales = app.get(services.sales);
    const [pipeline] = (await sales.setup()).pipelines;
    const offer = pipeline?.stages.find(({ name }) => name === "Offer sent");
    await app.records.change(ada.actor, "stage", offer?.id ?? "", { entryRules: { required: ["probability"] } });
    expect(await page("/settings/fields?kind=deal")).toContain("to enter Offer sent");
  });

  const closed = async () => String((await app.get(services.access).of(ada.actor, "deal")).version);
});

describe("while a condition is written", () => {
  const check = async (condition: string, form: Form = {}) => {
    const sent = { kind: "deal", type: "text", schema: '{"x-type":"text"}', "label.en": "Colour", ...form };
    const typed = { ...sent, "rule.visible.condition": condition };
    return await (await ada.send("/settings/fields/check?box=rule.visible", typed, part)).text();
  };

  test("it is said whether it can be read, and what it looks at", async () => {
    expect(await check("amount > 1000")).toContain("It looks at: Amount.");
    expect(await check('custom.colour == "red"')).toContain("It looks at: Colour.");
    expect((await check("   ")).trim()).toBe("");
  });

  test("a mistake is named with its place, and what may have been meant", async () => {
    const html = await check('source == "partner" &&\n  amount > "many"');
    expect(html).toContain("Line 2");
    expect(html).toContain("number &gt; text");
    const meant = await check('Colour == "red"');
    expect(meant).toContain("<mark>Colour</mark>");
    expect(meant).toContain("<code>custom.colour</code> (Colour)");
    expect(await check("amuont > 1")).toContain("<code>amount</code> (Amount)");
  });

  test("the page of a rule says the same", async () => {
    const answer = await ada.send("/settings/rules/check?kind=deal", { condition: "amount + 1" }, part);
    expect(await answer.text()).toContain("A condition has to be true or false");
  });
});

test("whoever may not say who sees what is not asked, and cannot", async () => {
  await app.grant("manager", "fields.change", "all");
  const boris = await app.person("manager");
  const html = await (await boris.visit("/settings/fields/of/deal/probability")).text();
  expect([html.includes('name="rule.required"'), html.includes('name="mode.')]).toEqual([true, false]);
  await boris.send("/settings/fields/of/deal/probability", { "mode.sales": "hidden", "access.version": "0" });
  expect((await app.get(services.access).of(ada.actor, "deal")).fields["probability"]).toBeUndefined();
});

test("a rule that looks at a field one may not see is not told of, and stands", async () => {
  await setAccess(app, "deal", { amount: { manager: "hidden" } });
  const form = { "rule.visible": "some", "rule.visible.condition": "amount > 3" };
  await ada.send("/settings/fields/of/deal/closeDate", form);
  const boris = await app.person("manager");
  const html = await (await boris.visit("/settings/fields/of/deal/closeDate")).text();
  expect([html.includes("amount &gt; 3"), html.includes("<code>amount</code>")]).toEqual([false, false]);
  await boris.send("/settings/fields/of/deal/closeDate", { "rule.visible": "none" });
  expect((await ruleAbout("closeDate", "visible"))?.state).toBe("active");
});
