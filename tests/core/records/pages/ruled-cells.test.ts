import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rule } from "../../../../core/records/rules/rule.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
const rule = async (words: Partial<Rule>) =>
  await app.get(services.rules).create(ana.actor, "deal", { name: `${words.field} ${words.effect}`, ...words });
const euros = (amount: string) => ({ amount, currency: "EUR" });

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
});
afterAll(() => app.stop());

const page = async (path: string) => await (await ana.visit(path)).text();
const pencil = (html: string, id: string, path: string) => html.includes(`/deals/${id}/cells/${path}`);
const stages = async () =>
  new Map((await app.get(services.sales).setup()).stages.values().map(({ id, name }) => [name, id]));

describe("a cell that a rule locks", () => {
  test("has no pencil, whatever else the list shows, and gets one where the rule does not hold", async () => {
    await rule({ effect: "readOnly", field: "amount", condition: 'source == "partner"' });
    const locked = await app.records.create(ana.actor, "deal", {
      name: "Locked",
      amount: euros("10"),
      source: "partner",
    });
    const open = await app.records.create(ana.actor, "deal", { name: "Open", amount: euros("10"), source: "referral" });
    const html = await page("/deals?columns=name,amount");
    expect([pencil(html, locked.id, "amount"), pencil(html, open.id, "amount")]).toEqual([false, true]);
    expect(pencil(await page(`/deals/${locked.id}?tab=details`), locked.id, "amount")).toBe(false);
  });

  test("from a stage on, for every deal that stands there", async () => {
    await rule({ effect: "readOnly", field: "closeDate", stage: (await stages()).get("Offer sent") ?? "" });
    const before = await app.records.create(ana.actor, "deal", { name: "Before" });
    const behind = await app.records.create(ana.actor, "deal", {
      name: "Behind",
      stage: (await stages()).get("Offer sent"),
    });
    const html = await page("/deals?columns=name,closeDate");
    expect([pencil(html, before.id, "closeDate"), pencil(html, behind.id, "closeDate")]).toEqual([true, false]);
  });

  test("loses its pencil with the save of another cell that brings the lock about, and so do its formulas follow", async () => {
    const schema = { "x-type": "formula", "x-formula": "'via ' + competitor", "x-result": { "x-type": "text" } };
    await app.get(services.customFields).define(ana.actor, "deal", { key: "via", schema });
    await rule({ effect: "readOnly", field: "nextStep", condition: 'competitor == "Rival"' });
    const { id } = await app.records.create(ana.actor, "deal", { name: "Beside" });
    const saved = async (competitor: string, version: string) => {
      const list = encodeURIComponent("columns=name,competitor,nextStep,custom.via");
      const form = { competitor, version, was: "competitor=" };
      const part = { headers: { "HX-Request": "true" } };
      return await (await ana.send(`/deals/${id}/cells/competitor?in=${list}`, form, part)).text();
    };
    const open = await saved("Acme", "1");
    expect([pencil(open, id, "nextStep"), open.includes("via Acme")]).toEqual([true, true]);
    expect(open).toContain(`hx-target="#row-${id} > td:nth-child(4):not(.editing)"`);
    const locked = await saved("Rival", "2");
    expect([pencil(locked, id, "nextStep"), locked.includes("via Rival")]).toEqual([false, true]);
    expect(locked.match(/autofocus/g)).toHaveLength(1);
  });

  test("loses it with the save that brings the lock about", async () => {
    await rule({ effect: "readOnly", field: "competitor", condition: "!isBlank(competitor)" });
    const { id } = await app.records.create(ana.actor, "deal", { name: "Written once" });
    expect(pencil(await page("/deals?columns=name,competitor"), id, "competitor")).toBe(true);
    const answer = await ana.send(
      `/deals/${id}/cells/competitor`,
      { competitor: "Acme", version: "1", was: "competitor=" },
      { headers: { "HX-Request": "true" } },
    );
    const html = await answer.text();
    expect([answer.status, html.includes("Acme"), pencil(html, id, "competitor")]).toEqual([200, true, false]);
  });
});

describe("a value that works itself out and is blank", () => {
  const define = async (key: string, formula: string, result = { "x-type": "decimal" }) =>
    await app.get(services.customFields).define(ana.actor, "deal", {
      key,
      schema: { "x-type": "formula", "x-formula": formula, "x-result": result, "x-label": key },
    });
  const why = (html: string) => [...html.matchAll(/class="why" aria-label="([^"]*)"/g)].map(([, text]) => text);

  test("says what is missing, in lists and on the record", async () => {
    await define("share", "days(openedOn, closeDate)");
    const { id } = await app.records.create(ana.actor, "deal", { name: "Half known", amount: euros("10") });
    const said = "Blank: Not worked out: Expected close is not filled in.";
    expect(why(await page("/deals?columns=name,custom.share&q=half"))).toEqual([said]);
    expect(why(await page(`/deals/${id}?tab=details`))).toContain(said);
    await app.records.change(ana.actor, "deal", id, { closeDate: "2027-01-31" });
    expect(why(await page("/deals?columns=name,custom.share&q=half"))).toEqual([]);
  });

  test("says that something would be divided by zero", async () => {
    await define("per", "amount / probability");
    await app.records.create(ana.actor, "deal", { name: "Never", amount: euros("10"), probability: "0" });
    expect(why(await page("/deals?columns=name,custom.per&q=never"))).toEqual([
      "Blank: Not worked out: something would be divided by zero.",
    ]);
  });
});
