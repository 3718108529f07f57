// What every rule about deals needs to know first: pipelines, stages, reasons, and the company's money and day.
import type { Queryable } from "../db/database.ts";

export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly pipeline: string;
  readonly position: number;
  readonly type: "open" | "won" | "lost";
  /** Percent, as decimal text. */
  readonly probability: string;
  readonly quietAfter: number | null;
  readonly entryRules: EntryRules | null;
  readonly archived: boolean;
}

/** What a deal must have before it may enter a stage. */
export interface EntryRules {
  /** Paths of fields, such as `amount` or `custom.region`. */
  readonly required?: readonly string[];
}

export interface Pipeline {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly moves: "any" | "forward" | "matrix";
  /** Stage id → stage ids, for `matrix`. */
  readonly allowedMoves: Readonly<Record<string, readonly string[]>> | null;
  readonly archived: boolean;
  /** In their order, archived ones included. */
  readonly stages: readonly Stage[];
}

export interface LossReason {
  readonly id: string;
  readonly name: string;
  readonly needsNote: boolean;
  readonly archived: boolean;
}

export interface DealSetup {
  /** The company's currency. */
  readonly currency: string;
  readonly timeZone: string;
  /** The database's now, and the day it is in the company's zone. */
  readonly now: string;
  readonly today: string;
  /** In their order, archived ones included. */
  readonly pipelines: readonly Pipeline[];
  readonly stages: ReadonlyMap<string, Stage>;
  readonly reasons: ReadonlyMap<string, LossReason>;
}

interface SetupRow {
  readonly currency: string | null;
  readonly zone: string;
  readonly now: string;
  readonly today: string;
  readonly pipelines: readonly Omit<Pipeline, "stages">[];
  readonly stages: readonly Stage[];
  readonly reasons: readonly LossReason[];
}

const text = `
select company.currency, company.zone, now() as now, (now() at time zone company.zone)::date::text as today,
  coalesce((select json_agg(json_build_object('id', id, 'name', name, 'isDefault', is_default, 'moves', moves,
    'allowedMoves', allowed_moves, 'archived', archived) order by position, created_at, id)
    from pipelines where deleted_at is null), '[]') as pipelines,
  coalesce((select json_agg(json_build_object('id', id, 'name', name, 'pipeline', pipeline_id, 'position', position, 'type', type,
    'probability', probability::text, 'quietAfter', quiet_after, 'entryRules', entry_rules, 'archived', archived)
    order by position, created_at, id) from stages where deleted_at is null), '[]') as stages,
  coalesce((select json_agg(json_build_object('id', id, 'name', name, 'needsNote', needs_note, 'archived', archived)
    order by position, created_at, id) from loss_reasons where deleted_at is null), '[]') as reasons
from (select max(value #>> '{}') filter (where path = 'company.currency') as currency,
  coalesce(max(value #>> '{}') filter (where path = 'company.timeZone'), 'UTC') as zone from settings) company`;

const perTransaction = new WeakMap<Queryable, Promise<DealSetup>>();

/** Read once per transaction: an import asks for every one of its lines. */
export function dealSetup(db: Queryable): Promise<DealSetup> {
  if (!("afterCommit" in db)) return readSetup(db);
  const known = perTransaction.get(db) ?? readSetup(db);
  perTransaction.set(db, known);
  return known;
}

/** Forgets what was read in this transaction, because a pipeline or stage was written in it. */
export const forgetSetup = (db: Queryable): boolean => perTransaction.delete(db);

async function readSetup(db: Queryable): Promise<DealSetup> {
  const [row] = await db.query<SetupRow>({ name: "deals.setup", text });
  if (!row) throw new Error("the setup of deals is one row");
  return {
    currency: row.currency ?? "USD",
    timeZone: row.zone,
    now: row.now,
    today: row.today,
    pipelines: row.pipelines.map((one) => ({
      ...one,
      stages: row.stages.filter((stage) => stage.pipeline === one.id),
    })),
    stages: byId(row.stages),
    reasons: byId(row.reasons),
  };
}

const byId = <T extends { readonly id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.id, one]));

/** The pipeline new deals get: the one marked so, else the first. */
export const defaultPipeline = ({ pipelines }: DealSetup): Pipeline | undefined =>
  pipelines.find((one) => one.isDefault && !one.archived) ?? pipelines.find((one) => !one.archived);

export const pipelineOf = (setup: DealSetup, id: unknown): Pipeline | undefined =>
  setup.pipelines.find((one) => one.id === id);

export const stageOf = (setup: DealSetup, id: unknown): Stage | undefined => setup.stages.get(String(id));

/** Where deals of a pipeline begin. */
export const firstStage = (pipeline: Pipeline): Stage | undefined =>
  liveStages(pipeline).find((stage) => stage.type === "open");

export const liveStages = ({ stages }: Pipeline): readonly Stage[] => stages.filter((stage) => !stage.archived);

/** The stage of a pipeline that means this outcome. */
export const stageFor = (pipeline: Pipeline, outcome: "won" | "lost"): Stage | undefined =>
  liveStages(pipeline).find((stage) => stage.type === outcome);
