import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let ana: TestPerson;
const placed = (...paths: string[]) => paths.map((path) => ({ path, full: false }));
const layout = (when: string) => ({
  sections: [
    { title: null, columns: 2, fields: placed("name", "amount", "owner") },
    { title: { en: "Partners" }, columns: 2, fields: placed("competitor", "source"), when },
  ],
  list: ["name"],
  facts: [],
  quick: ["name"],
});

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
  await app.get(services.layouts).save(ana.actor, { kind: "deal", role: "" }, layout("amount > 1000"));
});
afterAll(() => app.stop());

const page = async (path: string) => await (await ana.visit(path)).text();
const part = { headers: { "HX-Request": "true" } };
const typing = async (form: Record<string, string>) => await (await ana.send("/deals/form", form, part)).text();
const has = (html: string, id: string) => html.includes(`id="${id}"`);

describe("a section with a condition", () => {
  test("comes and goes in the form while somebody types, and keeps what stands in it", async () => {
    const html = await page("/deals/new");
    expect([has(html, "f-competitor"), html.includes('<div class="field decides">')]).toEqual([false, true]);
    const shown = await typing({ name: "Hall", amount: "2000", "amount.currency": "EUR", boxes: "name!" });
    expect([has(shown, "f-competitor"), shown.includes(">Partners<")]).toEqual([true, true]);
    const gone = await typing({ name: "Hall", amount: "20", "amount.currency": "EUR", competitor: "Acme" });
    expect([has(gone, "f-competitor"), gone.includes('<input type="hidden" name="competitor" value="Acme">')]).toEqual([
      false,
      true,
    ]);
  });

  test("stands on the record's page where it is true", async () => {
    const small = await app.records.create(ana.actor, "deal", {
      name: "Small",
      amount: { amount: "10", currency: "EUR" },
    });
    const large = await app.records.create(ana.actor, "deal", {
      name: "Large",
      amount: { amount: "5000", currency: "EUR" },
    });
    expect(await page(`/deals/${small.id}?tab=details`)).not.toContain("<h2>Partners</h2>");
    expect(await page(`/deals/${large.id}?tab=details`)).toContain("<h2>Partners</h2>");
  });

  test("shows what is needed and blank all the same", async () => {
    const rule = await app
      .get(services.rules)
      .create(ana.actor, "deal", { name: "Source", effect: "required", field: "source" });
    const html = await typing({ name: "Hall", amount: "20", "amount.currency": "EUR" });
    expect([has(html, "f-source"), has(html, "f-competitor")]).toEqual([true, false]);
    await app.get(services.rules).change(ana.actor, rule.id, { state: "archived" });
  });

  test("folds nothing away from whoever may not see what it looks at", async () => {
    await setAccess(app, "deal", { amount: { sales: "hidden" } });
    const sales = await app.person("sales");
    expect(has(await (await sales.visit("/deals/new")).text(), "f-competitor")).toBe(true);
  });

  test("that cannot be read is refused by its place, and told while it is written", async () => {
    const { version } = await app.get(services.layouts).get(ana.actor, { kind: "deal", role: "" });
    const put = (when: string) => ana.api("PUT", "/api/v1/layouts/deal", layout(when), { "If-Match": `"v${version}"` });
    const answer = await put("amuont > 1");
    expect([answer.status, ((await answer.json()) as { errors: { pointer: string }[] }).errors[0]?.pointer]).toEqual([
      422,
      "/sections/1/when",
    ]);
    expect((await put(`amount > ${"1".repeat(600)}`)).status).toBe(422);
    const said = await ana.send("/settings/layouts/deal/check?at=1", { "when.1": "amuont > 1" }, part);
    expect(await said.text()).toContain("<mark>amuont</mark>");
  });
});

describe("the page of layouts", () => {
  const sent = (when: string, button: string) =>
    ana.send("/settings/layouts/deal", {
      layout: JSON.stringify(layout("amount > 1000")),
      version: "1",
      role: "",
      part: "form",
      do: button,
      "columns.1": "2",
      "title.1.en": "Partners",
      "when.1": when,
    });

  test("keeps a condition that is half written, and saves only one that can be read", async () => {
    const half = await sent("amount >", "section.up:1");
    expect([half.status, (await half.text()).includes(">\namount &gt;</textarea>")]).toEqual([200, true]);
    expect((await sent("amount >", "save")).status).toBe(422);
    expect((await sent("amount > 7", "save")).status).toBe(303);
    expect((await app.get(services.layouts).get(ana.actor, { kind: "deal", role: "" })).layout.sections[1]?.when).toBe(
      "amount > 7",
    );
  });

  test("shows a role only what it sees", async () => {
    const preview = (html: string) => /<aside[\s\S]*<\/aside>/.exec(html)?.[0] ?? "";
    expect(preview(await page("/settings/layouts/deal"))).toContain(">Amount<");
    const sales = preview(await page("/settings/layouts/deal?role=sales"));
    expect([sales.includes(">Amount<"), sales.includes("hidden from this role")]).toEqual([false, true]);
  });
});
