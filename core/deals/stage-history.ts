// The way of a deal: consecutive stays without gaps, so that durations add up to its age.
import type { Transaction } from "../db/database.ts";
import type { Written, WritingContext } from "../records/kind.ts";
import type { Rec } from "../records/record.ts";
import { instantOf } from "./dates.ts";
import { type DealSetup, dealSetup, firstStage, pipelineOf } from "./setup.ts";

interface Stay {
  readonly deal: string;
  readonly pipeline: unknown;
  readonly stage: unknown;
  readonly entered: string;
  readonly gone: string | null;
  readonly forced: boolean;
  readonly assumed: boolean;
}

/** Writes the stays that changes begin, in the same transaction: one statement for all records of a sort. */
export async function recordStages(
  trx: Transaction,
  written: readonly Written[],
  { actor }: WritingContext,
): Promise<void> {
  const created = written.filter(({ action }) => action === "created").map(({ record }) => record);
  const changed = written.filter(({ action }) => action === "changed");
  await begin(trx, created, actor.id);
  await goOn(
    trx,
    changed.filter((one) => differs(one, "stage")).map(({ record }) => record),
    actor.id,
  );
  const corrected = changed.filter(
    (one) => !differs(one, "stage") && (differs(one, "openedOn") || differs(one, "closedOn")),
  );
  for (const { record } of corrected) await correct(trx, record, actor.id);
}

const differs = ({ before, record }: Written, path: string): boolean =>
  before !== undefined && before[path] !== record[path];

const insertStays = `insert into deal_stage_history (deal_id, pipeline_id, stage_id, entered_at, left_at, actor_id, forced, assumed)
select deal, pipeline, stage, entered, gone, $2, forced, assumed
from jsonb_to_recordset($1::jsonb) as stay(deal uuid, pipeline uuid, stage uuid, entered timestamptz, gone timestamptz, forced boolean, assumed boolean)
order by deal, gone`;

async function begin(trx: Transaction, deals: readonly Rec[], actorId: string): Promise<void> {
  if (deals.length === 0) return;
  const setup = await dealSetup(trx);
  const stays = deals.flatMap((deal) => staysOf(deal, setup));
  await trx.query({ name: "deals.begin", text: insertStays, values: [JSON.stringify(stays), actorId] });
}

// Time before the deal was written down here is not known stage by stage: it counts for the first open stage, and is marked.
function staysOf(deal: Rec, setup: DealSetup): readonly Stay[] {
  const opened = instantOf(deal["openedOn"], setup);
  const since = String(deal["stageSince"]);
  const pipeline = pipelineOf(setup, deal["pipeline"]);
  const first = pipeline && firstStage(pipeline)?.id;
  const here = stay(deal, { stage: deal["stage"], entered: since, gone: null, forced: deal["stageForced"] === true });
  if (first === undefined || first === deal["stage"] || new Date(opened) >= new Date(since))
    return [{ ...here, assumed: isPast(deal, setup) }];
  return [{ ...stay(deal, { stage: first, entered: opened, gone: since, forced: false }), assumed: true }, here];
}

const stay = (deal: Rec, rest: Pick<Stay, "stage" | "entered" | "gone" | "forced">): Stay => ({
  deal: deal.id,
  pipeline: deal["pipeline"],
  assumed: false,
  ...rest,
});

const isPast = (deal: Rec, { today }: DealSetup): boolean => String(deal["closedOn"] ?? deal["openedOn"]) < today;

const nextStays = `with coming as (
  select * from jsonb_to_recordset($1::jsonb) as stay(deal uuid, pipeline uuid, stage uuid, entered timestamptz, forced boolean)),
gone as (
  update deal_stage_history h set left_at = greatest(h.entered_at, coming.entered) from coming
  where h.deal_id = coming.deal and h.left_at is null returning h.deal_id, h.left_at)
insert into deal_stage_history (deal_id, pipeline_id, stage_id, entered_at, actor_id, forced)
select deal, pipeline, stage, coalesce(gone.left_at, entered), $2, forced
from coming left join gone on gone.deal_id = coming.deal order by deal`;

async function goOn(trx: Transaction, deals: readonly Rec[], actorId: string): Promise<void> {
  if (deals.length === 0) return;
  const stays = deals.map((deal) =>
    stay(deal, {
      stage: deal["stage"],
      entered: String(deal["stageSince"]),
      gone: null,
      forced: deal["stageForced"] === true,
    }),
  );
  await trx.query({ name: "deals.go_on", text: nextStays, values: [JSON.stringify(stays), actorId] });
}

const shiftEnds = `with ends as (
  select (select id from deal_stage_history where deal_id = $1 order by id limit 1) as first_id,
    (select id from deal_stage_history where deal_id = $1 order by id desc limit 1) as last_id),
middle as (
  select max(id) as id, greatest($3::timestamptz, max(case when id <> first_id then entered_at end)) as closed
  from deal_stage_history, ends where deal_id = $1 and id <> last_id)
update deal_stage_history h set
  entered_at = case when h.id = first_id then least($2::timestamptz, h.left_at) when h.id = last_id and $3 is not null then closed else h.entered_at end,
  left_at = case when h.id = middle.id and $3 is not null then greatest(closed, h.entered_at) else h.left_at end,
  assumed = h.assumed or h.id = first_id
from ends, middle where h.deal_id = $1`;

// Corrected days move the outer ends; what lies between stays where it is. A single stay of a closed deal is told anew.
async function correct(trx: Transaction, deal: Rec, actorId: string): Promise<void> {
  const setup = await dealSetup(trx);
  const closed = deal["status"] === "open" ? null : instantOf(deal["closedOn"], setup);
  const text =
    "delete from deal_stage_history where deal_id = $1 and $2 and (select count(*) from deal_stage_history where deal_id = $1) = 1 returning id";
  const told = await trx.query({ name: "deals.untell", text, values: [deal.id, closed !== null] });
  if (told.length > 0) return await begin(trx, [deal], actorId);
  await trx.query({
    name: "deals.shift",
    text: shiftEnds,
    values: [deal.id, instantOf(deal["openedOn"], setup), closed],
  });
}
