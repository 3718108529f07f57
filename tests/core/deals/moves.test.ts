import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import type { Invalid } from "../../../core/kernel/errors.ts";
import { openSelling, type Selling, setUp, withRights } from "../../support/selling.ts";

let selling: Selling;
let ana: Actor;

beforeAll(async () => {
  selling = await openSelling();
  ana = await selling.person("Ana");
});
afterAll(() => selling.test.drop());

const stage = (name: string): string => String(selling.stages[name]?.id);
const codesOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as Invalid | undefined;
  return error?.problems?.map((problem) => `${problem.pointer} ${problem.code}`) ?? [];
};

describe("a pipeline that only goes forward", () => {
  beforeAll(() => selling.records.change(setUp, "pipeline", selling.pipelineId, { moves: "forward" }));
  afterAll(() => selling.records.change(setUp, "pipeline", selling.pipelineId, { moves: "any" }));

  test("refuses the way back but lets a deal be lost from anywhere", async () => {
    const { id } = await selling.create(ana, { stage: stage("offer") });
    expect(await codesOf(selling.deals.move(ana, id, { stage: stage("new") }))).toEqual(["/stage deals.only_forward"]);
    const lost = await selling.deals.close(ana, id, { outcome: "lost", lostReason: selling.reasons["price"]?.id });
    expect(lost["status"]).toBe("lost");
  });

  test("gives way to somebody who may force, and the history says so", async () => {
    const { id } = await selling.create(ana, { stage: stage("offer") });
    await expect(selling.deals.move(ana, id, { stage: stage("new"), force: true })).rejects.toMatchObject({
      code: "deals.force_not_allowed",
    });
    const boss = withRights(ana, { "stages.force": "all" });
    expect((await selling.deals.move(boss, id, { stage: stage("new"), force: true }))["stageForced"]).toBe(true);
    expect((await selling.sales.stays.of(ana, id)).at(-1)).toMatchObject({ stageName: "new", forced: true });
  });
});

describe("a pipeline with listed moves", () => {
  beforeAll(() =>
    selling.records.change(setUp, "pipeline", selling.pipelineId, {
      moves: "matrix",
      allowedMoves: { [stage("new")]: [stage("qualified")] },
    }),
  );
  afterAll(() => selling.records.change(setUp, "pipeline", selling.pipelineId, { moves: "any" }));

  test("allows these and no others", async () => {
    const { id } = await selling.create(ana);
    expect(await codesOf(selling.deals.move(ana, id, { stage: stage("offer") }))).toEqual([
      "/stage deals.move_not_allowed",
    ]);
    expect((await selling.deals.move(ana, id, { stage: stage("qualified") }))["stage"]).toBe(stage("qualified"));
  });
});

describe("a stage that asks for fields", () => {
  beforeAll(() =>
    selling.records.change(setUp, "stage", stage("qualified"), { entryRules: { required: ["amount", "closeDate"] } }),
  );
  afterAll(() => selling.records.change(setUp, "stage", stage("qualified"), { entryRules: null }));

  test("keeps a deal out until they are filled in, whatever the way in", async () => {
    const { id } = await selling.create(ana);
    const missing = ["/amount required_at_stage", "/closeDate required_at_stage"];
    expect(await codesOf(selling.deals.move(ana, id, { stage: stage("qualified") }))).toEqual(missing);
    expect(await codesOf(selling.create(ana, { stage: stage("qualified") }))).toEqual(missing);
    const filled = { amount: { amount: "5", currency: "EUR" }, closeDate: "2027-01-01", stage: stage("qualified") };
    expect((await selling.records.change(ana, "deal", id, filled))["stage"]).toBe(stage("qualified"));
  });

  test("does not let them be emptied while a deal stands in it", async () => {
    const { id } = await selling.create(ana, {
      amount: { amount: "5", currency: "EUR" },
      closeDate: "2027-01-01",
      stage: stage("qualified"),
    });
    expect(await codesOf(selling.records.change(ana, "deal", id, { closeDate: null }))).toEqual([
      "/closeDate required_at_stage",
    ]);
    expect((await selling.records.change(ana, "deal", id, { name: "Another name" }))["name"]).toBe("Another name");
  });
});

describe("two people who move the same deal", () => {
  test("the second is told, and nothing is lost", async () => {
    const deal = await selling.create(ana);
    await selling.deals.move(ana, deal.id, { stage: stage("offer") }, { baseVersion: deal.version });
    const late = selling.deals.move(ana, deal.id, { stage: stage("qualified") }, { baseVersion: deal.version });
    await expect(late).rejects.toMatchObject({ status: 412 });
    expect((await selling.records.get(ana, "deal", deal.id))["stage"]).toBe(stage("offer"));
  });
});

describe("another pipeline", () => {
  test("takes a deal into its stage of the same name, else its first; history keeps both", async () => {
    const other = await selling.pipelines.createFromTemplate(setUp, "consulting", "en");
    const { id } = await selling.create(ana, { stage: stage("offer") });
    const moved = await selling.records.change(ana, "deal", id, { pipeline: other.id });
    const { stages } = await selling.pipelines.get(ana, other.id);
    expect(moved["stage"]).toBe(stages[0]?.id);
    const pipelines = (await selling.sales.stays.of(ana, id)).map((stay) => stay.pipeline);
    expect(new Set(pipelines)).toEqual(new Set([selling.pipelineId, other.id]));
  });

  test("does not lend its stages", async () => {
    const other = await selling.pipelines.createFromTemplate(setUp, "wholesale", "en");
    const wrong = { pipeline: other.id, stage: stage("offer") };
    expect(await codesOf(selling.create(ana, wrong))).toEqual(["/stage deals.stage_elsewhere"]);
  });
});

describe("taking a stage out of use", () => {
  test("needs to know where its deals go, and keeps it in their history", async () => {
    const { id } = await selling.create(ana, { stage: stage("offer") });
    await expect(selling.pipelines.archive(setUp, { stage: stage("offer") })).rejects.toMatchObject({
      code: "deals.stage_in_use",
    });
    await selling.pipelines.archive(setUp, { stage: stage("offer"), moveTo: stage("qualified") });
    expect((await selling.records.get(ana, "deal", id))["stage"]).toBe(stage("qualified"));
    expect((await selling.sales.stays.of(ana, id)).map((stay) => stay.stageName)).toContain("offer");
    expect(await codesOf(selling.create(ana, { stage: stage("offer") }))).toEqual(["/stage deals.stage_archived"]);
  });

  test("is refused for the last one of its sort", async () => {
    await expect(selling.pipelines.archive(setUp, { stage: stage("won") })).rejects.toMatchObject({
      code: "deals.last_stage_of_its_type",
    });
  });
});
