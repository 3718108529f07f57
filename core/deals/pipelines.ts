import type { Database, Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { BadRequest, Conflict, Invalid, NotFound } from "../kernel/errors.ts";
import { allow } from "../records/query/scope.ts";
import type { Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import { problemAt } from "../records/store/validate.ts";
import { type DealSetup, dealSetup, defaultPipeline, forgetSetup, type LossReason, type Pipeline } from "./setup.ts";
import { isPipelineTemplate, lossReasonTemplates, pipelineTemplates } from "./templates.ts";

/** Says a word in a language; the areas' own view of the catalogue. */
export type Say = (language: string, key: string) => string;

export interface NamedTemplate {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly { readonly id: string; readonly name: string; readonly type: string }[];
}

/** Where the deals of a stage go when it is taken away, and how many there are. */
export interface Remapping {
  readonly stage: string;
  readonly moveTo?: string | undefined;
}

/** Pipelines with their stages, as administrators arrange them. */
export class Pipelines {
  readonly #records: Records;
  readonly #db: Database;
  readonly #say: Say;

  constructor(records: Records, db: Database, say: Say) {
    this.#records = records;
    this.#db = db;
    this.#say = say;
  }

  /** In their order; archived ones only when asked for. */
  async list(actor: Actor, archived = false): Promise<readonly Pipeline[]> {
    return (await this.#setup(actor)).pipelines.filter((one) => archived || !one.archived);
  }

  async get(actor: Actor, id: string): Promise<Pipeline> {
    const found = (await this.#setup(actor)).pipelines.find((one) => one.id === id);
    if (!found) throw new NotFound("deals.pipeline_not_found");
    return found;
  }

  /** The named one, or the one new deals get; undefined while there is none. */
  async find(actor: Actor, id: string | undefined): Promise<Pipeline | undefined> {
    const setup = await this.#setup(actor);
    return (id === undefined ? undefined : setup.pipelines.find((one) => one.id === id)) ?? defaultPipeline(setup);
  }

  async lossReasons(actor: Actor): Promise<readonly LossReason[]> {
    return [...(await this.#setup(actor)).reasons.values()].filter((reason) => !reason.archived);
  }

  /** The pipelines to start from, in the words of a language. */
  templates(language: string): readonly NamedTemplate[] {
    return Object.entries(pipelineTemplates).map(([id, stages]) => ({
      id,
      name: this.#say(language, `deals.template.${id}`),
      stages: stages.map(({ name, type }) => ({
        id: name,
        name: this.#say(language, `deals.template.stage.${name}`),
        type,
      })),
    }));
  }

  /** A pipeline to start from, with the usual loss reasons when there are none yet; `names` replace those of the stages. */
  async createFromTemplate(
    actor: Actor,
    template: string,
    language: string,
    names: Readonly<Record<string, string>> = {},
  ): Promise<Rec> {
    if (!isPipelineTemplate(template)) throw new BadRequest("deals.unknown_template");
    return await this.#db.transaction(async (trx) => {
      const { pipelines, reasons } = await dealSetup(trx);
      const name = this.#say(language, `deals.template.${template}`);
      const place = { position: pipelines.length, isDefault: pipelines.every((one) => one.archived) };
      const made = await this.#records.create(actor, "pipeline", { name, ...place }, { trx });
      for (const [position, { name: word, ...stage }] of pipelineTemplates[template].entries()) {
        const named = {
          name: names[word] || this.#say(language, `deals.template.stage.${word}`),
          pipeline: made.id,
          position,
        };
        await this.#records.create(actor, "stage", { ...stage, ...named }, { trx });
      }
      if (reasons.size === 0) await this.#createReasons(actor, language, trx);
      forgetSetup(trx);
      return made;
    });
  }

  async #createReasons(actor: Actor, language: string, trx: Transaction): Promise<void> {
    for (const [position, word] of lossReasonTemplates.entries()) {
      const name = this.#say(language, `deals.template.reason.${word}`);
      await this.#records.create(actor, "lossReason", { name, position, needsNote: word === "other" }, { trx });
    }
  }

  /** Puts the stages of a pipeline in this order. */
  async arrange(actor: Actor, id: string, stages: readonly string[]): Promise<void> {
    const pipeline = await this.get(actor, id);
    const known = new Set(pipeline.stages.map((stage) => stage.id));
    if (stages.some((stage) => !known.has(stage)))
      throw new Invalid([problemAt("stages", "deals.stage_elsewhere", { stage: "" })]);
    await this.#db.transaction(async (trx) => {
      for (const [position, stage] of stages.entries()) {
        const moved = pipeline.stages.find((one) => one.id === stage)?.position !== position;
        if (moved) await this.#records.change(actor, "stage", stage, { position }, { trx });
      }
    });
  }

  /** How many living deals stand in each stage, whoever they belong to. */
  async dealsPerStage(pipeline: string): Promise<ReadonlyMap<string, number>> {
    const text =
      "select stage_id as id, sum(count)::int as n from deal_totals where pipeline_id = $1 group by stage_id";
    const rows = await this.#db.query<{ id: string; n: number }>({ name: "deals.per_stage", text, values: [pipeline] });
    return new Map(rows.map(({ id, n }) => [id, n]));
  }

  /** Takes a stage out of use. Deals that stand in it go to `moveTo`; without one, an occupied stage stays. */
  async archive(actor: Actor, { stage, moveTo }: Remapping): Promise<void> {
    await this.#checkArchiving(actor, stage, moveTo);
    await this.#db.transaction(async (trx) => {
      await this.#records.change(actor, "stage", stage, { archived: true }, { trx });
      if (moveTo === undefined) return;
      const here = await trx.query<{ id: string }>({
        text: "select id from deals where stage_id = $1 order by id",
        values: [stage],
      });
      for (const { id } of here)
        await this.#records.change(actor, "deal", id, { stage: moveTo, stageForced: true }, { trx });
    });
  }

  async #checkArchiving(actor: Actor, id: string, moveTo: string | undefined): Promise<void> {
    allow(actor, "stages.change");
    const { stages, pipelines } = await this.#setup(actor);
    const stage = stages.get(id);
    if (!stage) throw new NotFound("deals.stage_not_found");
    const others = pipelines
      .flatMap((one) => one.stages)
      .filter((one) => one.pipeline === stage.pipeline && one.id !== id && !one.archived);
    if (!others.some((one) => one.type === stage.type))
      throw new Conflict("deals.last_stage_of_its_type", { stage: stage.name });
    const count = (await this.dealsPerStage(stage.pipeline)).get(id) ?? 0;
    if (count > 0 && !others.some((one) => one.id === moveTo && one.type === stage.type))
      throw new Conflict("deals.stage_in_use", { stage: stage.name, count });
  }

  async #setup(actor: Actor): Promise<DealSetup> {
    allow(actor, "pipelines.read");
    return await dealSetup(this.#db);
  }
}
