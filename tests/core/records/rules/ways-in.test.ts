// One rule, every way in: whoever saves, through whatever door, gets the same answer, and nothing is half written.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { Invalid } from "../../../../core/kernel/errors.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Input, Rec } from "../../../../core/records/record.ts";
import { changeMany, createMany } from "../../../../core/records/store/bulk.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;
let deal: Rec;
let stages: Readonly<Record<string, string>>;

const bigNeedsSource = "Big deals say where they come from";
const offerNeedsDate = "An offer has a date";

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
  const { pipelines } = app.get(services.sales);
  const { id } = await pipelines.createFromTemplate(ana.actor, "simple", "en");
  stages = Object.fromEntries((await pipelines.get(ana.actor, id)).stages.map((stage) => [stage.name, stage.id]));
  const rules = app.get(services.rules);
  await rules.create(ana.actor, "deal", {
    name: bigNeedsSource,
    effect: "required",
    field: "source",
    condition: "amount > 1000",
  });
  await rules.create(ana.actor, "deal", {
    name: offerNeedsDate,
    effect: "required",
    field: "closeDate",
    stage: String(stages["Offer sent"]),
  });
  await rules.create(ana.actor, "deal", {
    name: "Only partners have a next day",
    effect: "visible",
    field: "nextStepOn",
    condition: "source == 'partner'",
  });
  await rules.create(ana.actor, "deal", {
    name: "A described deal stays described",
    effect: "readOnly",
    field: "description",
    condition: "description != ''",
  });
});
beforeEach(async () => {
  deal = await app.records.create(boris.actor, "deal", { name: "Fifty chairs", amount: eur("10"), description: "Oak" });
});
afterAll(() => app.stop());

const eur = (amount: string) => ({ amount, currency: "EUR" });
const part = { headers: { "HX-Request": "true" } };
const sentenceOf = (code: string, rule: string): string =>
  app.get(services.words).t("en", `problem.${code}`, { rule, field: "", stage: "" });

/** What a way in answers: the codes of its problems, or the sentences of a page that shows them. */
type Answer = readonly string[];

const codes = async (work: Promise<unknown>): Promise<Answer> => {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return error.problems.map(({ code }) => code);
  }
};

async function apiCodes(answer: Response): Promise<Answer> {
  const body = (await answer.json()) as { errors?: { code: string }[] };
  return (body.errors ?? []).map(({ code }) => code);
}

/** The codes whose sentences a page shows. */
async function shownCodes(answer: Response, expected: Answer): Promise<Answer> {
  const html = (await answer.text()).replaceAll("&quot;", '"');
  return expected.filter((code) =>
    [bigNeedsSource, offerNeedsDate, "A described deal stays described"].some((rule) =>
      html.includes(sentenceOf(code, rule)),
    ),
  );
}

const bulk = async (input: Input, dryRun: boolean): Promise<Answer> => {
  const [result] = await app.db.transaction((trx) =>
    changeMany(app.get(services.through), boris.actor, "deal", {
      changes: [{ id: deal.id, input }],
      trx,
      operationId: newId(),
      dryRun,
    }),
  );
  return result?.ok === false ? result.problems.map(({ code }) => code) : [];
};

/** A change of the deal through each door. */
const changes: Readonly<Record<string, (input: Input, expected: Answer) => Promise<Answer>>> = {
  "the engine, as a person": (input) => codes(app.records.change(boris.actor, "deal", deal.id, input)),
  "a job": (input) => codes(app.records.change(systemActor("nightly"), "deal", deal.id, input)),
  "REST, one record": async (input) => await apiCodes(await boris.api("PATCH", `/api/v1/deals/${deal.id}`, input)),
  "REST, a batch": async (input) => {
    const operations = [{ method: "change", id: deal.id, body: input }];
    const answer = await boris.api("POST", "/api/v1/deals/batch", { operations });
    const { data } = (await answer.json()) as { data: { errors?: { code: string }[] }[] };
    return data.flatMap(({ errors }) => (errors ?? []).map(({ code }) => code));
  },
  "a bulk change": (input) => bulk(input, false),
  "a bulk change, tried": (input) => bulk(input, true),
  "the form": async (input, expected) =>
    await shownCodes(await boris.send(`/deals/${deal.id}`, { ...formOf(input), version: "1" }), expected),
};

const formOf = (input: Input): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([path, value]): [string, string][] => {
      if (path !== "amount") return [[path, String(value)]];
      const { amount, currency } = value as { amount: string; currency: string };
      return [
        [path, amount],
        [`${path}.currency`, currency],
      ];
    }),
  );

const unchanged = async (): Promise<void> =>
  expect(await app.records.get(ana.actor, "deal", deal.id)).toMatchObject({ version: 1, amount: eur("10.00") });

describe.each(Object.entries(changes))("through %s", (_, through) => {
  test.each<[string, Input, Answer]>([
    ["a field that became required", { amount: eur("5000") }, ["required_by_rule"]],
    ["a field that a rule locks", { description: "Beech" }, ["read_only_by_rule"]],
  ])("%s is said, and nothing is written", async (_what, input, expected) => {
    expect(await through(input, expected)).toEqual(expected);
    await unchanged();
  });

  test("what keeps to the rules is written", async () => {
    expect(await through({ amount: eur("5000"), source: "website" }, ["required_by_rule"])).toEqual([]);
  });
});

describe("a move into a stage", () => {
  const moves: Readonly<Record<string, (stage: string) => Promise<Answer>>> = {
    "a drag on the board": async (stage) => {
      const answer = await boris.send(`/deals/${deal.id}/stage`, { stage, version: "1" }, part);
      return await shownCodes(answer, ["required_by_rule"]);
    },
    REST: async (stage) => await apiCodes(await boris.api("POST", `/api/v1/deals/${deal.id}/stage`, { stage })),
    "the engine": (stage) => codes(app.get(services.sales).deals.move(boris.actor, deal.id, { stage })),
    "a bulk change": (stage) => bulk({ stage }, false),
  };
  test.each(Object.entries(moves))("through %s asks for what the stage needs", async (_, move) => {
    expect(await move(String(stages["Offer sent"]))).toEqual(["required_by_rule"]);
    await unchanged();
  });
});

describe("a new record", () => {
  const input = { name: "A hundred chairs", amount: eur("9000") };
  const news: Readonly<Record<string, () => Promise<Answer>>> = {
    "the engine": () => codes(app.records.create(boris.actor, "deal", input)),
    REST: async () => await apiCodes(await boris.api("POST", "/api/v1/deals", input)),
    "the form": async () => await shownCodes(await boris.send("/deals", formOf(input)), ["required_by_rule"]),
    "quick create": async () => await shownCodes(await boris.send("/new/deals", formOf(input)), ["required_by_rule"]),
    "many at once": async () => {
      const [result] = await app.db.transaction((trx) =>
        createMany(app.get(services.through), boris.actor, "deal", { inputs: [input], trx, operationId: newId() }),
      );
      return result?.ok === false ? result.problems.map(({ code }) => code) : [];
    },
  };
  test.each(Object.entries(news))("through %s keeps to the rules", async (_, create) => {
    const before = await app.records.count(ana.actor, "deal");
    expect(await create()).toEqual(["required_by_rule"]);
    expect(await app.records.count(ana.actor, "deal")).toEqual(before);
  });

  test("from a file keeps to the rules: the rehearsal says what the run does", async () => {
    const imports = app.get(services.imports);
    const text = `Deal name;Amount\nFrom a file;${"9000"}\nSmall one;10\n`;
    const taken = await imports.upload(ana.actor, "deal", bytesSource("deals.csv", Buffer.from(text)));
    const columns = { ...taken.plan.columns, "Deal name": { to: "name" }, Amount: { to: "amount" } };
    await imports.plan(ana.actor, taken.id, { ...taken.plan, columns });
    const checked = await imports.check(ana.actor, taken.id);
    expect(checked.checked?.counts).toEqual({ created: 1, updated: 0, skipped: 0, errors: 1 });
    expect(checked.checked?.problems[0]?.problems).toMatchObject([{ code: "required_by_rule", pointer: "/source" }]);
    const done = await imports.runNow(ana.actor, taken.id);
    expect(done.counts).toEqual({ created: 1, updated: 0, skipped: 0, errors: 1 });
  });
});

test("an inline cell says what a field that is not in it needs", async () => {
  const form = { ...formOf({ amount: eur("5000") }), was: "", version: "1" };
  const answer = await boris.send(`/deals/${deal.id}/cells/amount`, form, part);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(sentenceOf("required_by_rule", bigNeedsSource));
  await unchanged();
});

test("a field that is not there for a record takes no value, through REST as through the engine", async () => {
  const answer = await boris.api("PATCH", `/api/v1/deals/${deal.id}`, { nextStepOn: "2027-01-01" });
  expect(await apiCodes(answer)).toEqual(["hidden_by_rule"]);
  expect(await codes(app.records.change(boris.actor, "deal", deal.id, { nextStepOn: "2027-01-01" }))).toEqual([
    "hidden_by_rule",
  ]);
});
