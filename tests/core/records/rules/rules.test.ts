// What rules do to records, whoever writes them: required, read-only, visible and valid fields, by condition, stage and team.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { Invalid } from "../../../../core/kernel/errors.ts";
import type { Input, Rec } from "../../../../core/records/record.ts";
import type { Rules, RuleWords } from "../../../../core/records/rules/rules.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let rules: Rules;
let stages: Readonly<Record<string, string>>;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  rules = app.get(services.rules);
  const { pipelines } = app.get(services.sales);
  const { id } = await pipelines.createFromTemplate(ana.actor, "simple", "en");
  stages = Object.fromEntries((await pipelines.get(ana.actor, id)).stages.map((stage) => [stage.name, stage.id]));
});
afterEach(async () => {
  for (const kind of ["boat", "deal"])
    for (const rule of await rules.list(kind)) await rules.change(ana.actor, rule.id, { state: "archived" });
});
afterAll(() => app.stop());

let names = 0;
const rule = (kind: string, words: RuleWords) => rules.create(ana.actor, kind, { name: `Rule ${++names}`, ...words });
const boat = (input: Input = {}) => app.records.create(ana.actor, "boat", { name: "Aurora", ...input });
const change = (record: Rec, input: Input, actor = ana.actor) => app.records.change(actor, "boat", record.id, input);
const eur = (amount: number) => ({ amount: String(amount), currency: "EUR" });

async function said(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return error.problems.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe("a field that is required", () => {
  test("under a condition: when it holds, and not before", async () => {
    await rule("boat", { effect: "required", field: "email", condition: "price > 1000" });
    const cheap = await boat({ price: eur(10) });
    expect(await said(boat({ price: eur(5_000) }))).toEqual(["/email required_by_rule"]);
    expect(await said(change(cheap, { price: eur(5_000) }))).toEqual(["/email required_by_rule"]);
    expect((await change(cheap, { price: eur(5_000), email: "a@b.eu" }))["email"]).toBe("a@b.eu");
  });

  test("names the rule that asks for it", async () => {
    await rule("boat", { name: "Every boat has a rig", effect: "required", field: "rig" });
    await expect(boat()).rejects.toMatchObject({
      problems: [{ values: { rule: "Every boat has a rig", field: "rig" }, message: "problem.required_by_rule" }],
    });
  });

  test("for some teams: not for those who are in none of them", async () => {
    const team = await app.records.create(ana.actor, "team", { name: "North" });
    const kim = await app.person("admin", { team: team.id });
    await rule("boat", { effect: "required", field: "phone", teams: [team.id] });
    expect(await said(boat())).toEqual([]);
    expect(await said(app.records.create(kim.actor, "boat", { name: "Boreas" }))).toEqual(["/phone required_by_rule"]);
  });
});

describe("a record that is older than the rule meets it", () => {
  test("at every save, where the rule says so", async () => {
    const old = await boat();
    await rule("boat", { effect: "required", field: "rig", old: "touch" });
    expect(await said(change(old, { name: "Boreas" }))).toEqual(["/rig required_by_rule"]);
  });

  test("only when a save changes what the rule looks at, where a report lists the rest", async () => {
    const old = await boat({ price: eur(5_000) });
    await rule("boat", { effect: "required", field: "rig", condition: "price > 1000", old: "backfill" });
    expect(await said(change(old, { name: "Boreas" }))).toEqual([]);
    expect(await said(change(old, { price: eur(6_000) }))).toEqual(["/rig required_by_rule"]);
    expect(await said(boat({ price: eur(5_000) }))).toEqual(["/rig required_by_rule"]);
  });

  test("when it enters a stage, where the rule says so", async () => {
    const deal = await app.records.create(ana.actor, "deal", { name: "Old deal" });
    await rule("deal", { effect: "required", field: "source", old: "stage" });
    const write = (input: Input) => app.records.change(ana.actor, "deal", deal.id, input);
    const seller = {
      ...ana.actor,
      grants: new Map([...ana.actor.grants].filter(([right]) => right !== "stages.force")),
    };
    expect(await said(write({ nextStep: "Call" }))).toEqual([]);
    expect(await said(app.records.change(seller, "deal", deal.id, { stage: stages["Offer sent"] }))).toEqual([
      "/source required_by_rule",
    ]);
  });

  test("never through undo: what stood there was right once", async () => {
    const old = await boat({ rig: "sloop" });
    await change(old, { rig: "ketch" });
    await rule("boat", { effect: "valid", field: "rig", condition: "rig == 'ketch'" });
    const back = await app.get(services.undo).change(ana.actor, { kind: "boat", id: old.id, version: 2 });
    expect(back["rig"]).toBe("sloop");
  });
});

describe("a rule from a stage on", () => {
  const seller = () => ({
    ...ana.actor,
    grants: new Map([...ana.actor.grants].filter(([right]) => right !== "stages.force")),
  });
  const deal = (input: Input = {}) => app.records.create(seller(), "deal", { name: "Chairs", ...input });
  const move = (record: Rec, name: string, input: Input = {}) =>
    app.records.change(seller(), "deal", record.id, { stage: stages[name], ...input });

  test("asks at that stage and behind it, a skipped one too, and not before", async () => {
    await rule("deal", { effect: "required", field: "amount", stage: String(stages["Qualified"]) });
    const one = await deal();
    expect(await said(move(one, "Qualified"))).toEqual(["/amount required_by_rule"]);
    expect(await said(move(one, "Offer sent"))).toEqual(["/amount required_by_rule"]);
    expect(await said(move(one, "Won"))).toEqual(["/amount required_by_rule"]);
    expect((await move(one, "Offer sent", { amount: eur(5) }))["stage"]).toBe(stages["Offer sent"]);
    expect(await said(app.records.change(seller(), "deal", one.id, { amount: null }))).toEqual([
      "/amount required_by_rule",
    ]);
  });

  test("asks nothing of a deal that is lost", async () => {
    await rule("deal", { effect: "required", field: "amount", stage: String(stages["Qualified"]) });
    const [reason] = await app.get(services.sales).pipelines.lossReasons(ana.actor);
    expect((await move(await deal(), "Lost", { lostReason: reason?.id }))["status"]).toBe("lost");
  });

  test("gives way to whoever may force a deal in, and the deal is marked", async () => {
    await rule("deal", { effect: "required", field: "amount", stage: String(stages["Qualified"]) });
    const { id } = await deal();
    const input = { stage: stages["Qualified"], stageForced: true };
    expect(await app.records.change(ana.actor, "deal", id, input)).toMatchObject({
      stage: stages["Qualified"],
      stageForced: true,
    });
  });

  test("does not give way when it is no matter of stages", async () => {
    await rule("deal", { effect: "required", field: "source" });
    const input = { name: "Chairs", stage: stages["Qualified"], stageForced: true };
    expect(await said(app.records.create(ana.actor, "deal", input))).toEqual(["/source required_by_rule"]);
  });

  test("locks a field as the record stands, so that the move itself may still fill it in", async () => {
    await rule("deal", { effect: "readOnly", field: "amount", stage: String(stages["Offer sent"]) });
    const moved = await move(await deal(), "Offer sent", { amount: eur(5) });
    expect(await said(app.records.change(seller(), "deal", moved.id, { amount: eur(6) }))).toEqual([
      "/amount read_only_by_rule",
    ]);
  });
});

describe("a read-only field", () => {
  test("refuses another value and takes the same one", async () => {
    const old = await boat({ price: eur(10), rig: "sloop" });
    await rule("boat", { effect: "readOnly", field: "price", condition: "rig == 'sloop'" });
    expect(await said(change(old, { price: eur(20) }))).toEqual(["/price read_only_by_rule"]);
    expect(await said(change(old, { price: eur(10), name: "Boreas" }))).toEqual([]);
    await change(old, { rig: "ketch" });
    expect(await said(change(old, { price: eur(20) }))).toEqual([]);
  });

  test("may be filled by the kind itself: a new record's owner is nobody's wish", async () => {
    await rule("boat", { effect: "readOnly", field: "owner" });
    expect((await boat())["owner"]).toBe(ana.id);
    expect(await said(boat({ owner: (await app.person("admin")).id }))).toEqual(["/owner read_only_by_rule"]);
  });
});

describe("a field that is not there", () => {
  test("is not required, keeps what it holds, and takes nothing new", async () => {
    await rule("boat", { effect: "visible", field: "phone", condition: "rig == 'ketch'" });
    await rule("boat", { effect: "required", field: "phone" });
    const old = await boat({ rig: "ketch", phone: "+359888123456" });
    const sloop = await change(old, { rig: "sloop" });
    expect(sloop["phone"]).toBe("+359888123456");
    expect(await said(change(old, { phone: "+359888123457" }))).toEqual(["/phone hidden_by_rule"]);
    expect(await said(boat({ rig: "sloop" }))).toEqual([]);
    expect(await said(boat({ rig: "ketch" }))).toEqual(["/phone required_by_rule"]);
  });

  test("for people of other teams is there for work that nobody started", async () => {
    const team = await app.records.create(ana.actor, "team", { name: "South" });
    await rule("boat", { effect: "visible", field: "rig", teams: [team.id] });
    expect(await said(boat({ rig: "ketch" }))).toEqual(["/rig hidden_by_rule"]);
    expect(await said(app.records.create(systemActor("feed"), "boat", { name: "Fed", rig: "ketch" }))).toEqual([]);
  });
});

describe("a rule over several fields", () => {
  test("says its own sentence in the language of the person", async () => {
    const message = { en: "A sloop is cheap.", de: "Eine Slup ist billig." };
    await rule("boat", { effect: "valid", field: "price", condition: "rig != 'sloop' || price < 100", message });
    const german = { ...ana.actor, language: "de" };
    const refused = app.records.create(german, "boat", { name: "Slup", rig: "sloop", price: eur(100) });
    await expect(refused).rejects.toMatchObject({
      problems: [{ pointer: "/price", code: "rule_says", values: { text: "Eine Slup ist billig." } }],
    });
    expect(await said(boat({ rig: "sloop", price: eur(99) }))).toEqual([]);
  });

  test("stands for the record as a whole when it names no field", async () => {
    await rule("boat", { effect: "valid", condition: "!isBlank(email) || !isBlank(phone)" });
    expect(await said(boat())).toEqual([" rule_broken"]);
  });
});

describe("a rule that cannot be worked out", () => {
  test("lets nothing pass, and says that it is the rule's fault", async () => {
    await rule("boat", { effect: "valid", field: "price", condition: "1000 / price > 5" });
    expect(await said(boat({ price: eur(0) }))).toEqual(["/price rule_not_computable"]);
  });
});

test("the rules of a plugin rest while it is switched off", async () => {
  await rule("boat", { effect: "required", field: "rig", owner: "harbour" });
  expect(await said(boat())).toEqual([]);
  const rest = app.get(services.kinds).wake("harbour");
  expect(await said(boat())).toEqual(["/rig required_by_rule"]);
  rest();
  expect(await said(boat())).toEqual([]);
});

test("a renamed field takes its rules along", async () => {
  const fields = app.get(services.customFields);
  const { id } = await fields.define(ana.actor, "boat", { key: "dock", schema: { "x-type": "text" } });
  const made = await rule("boat", { effect: "required", field: "custom.dock", condition: "custom.dock == '' || true" });
  expect(await fields.whereUsed(ana.actor, "boat", "custom.dock")).toEqual([
    { place: "rule", name: made.name, link: `/settings/rules/${made.id}` },
  ]);
  await fields.change(ana.actor, id, { key: "pier" });
  expect(await rules.get(made.id)).toMatchObject({ field: "custom.pier", condition: "custom.pier == '' || true" });
  expect(await said(boat())).toEqual(["/custom/pier required_by_rule"]);
});
