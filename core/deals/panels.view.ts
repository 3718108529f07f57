// What deals add to the pages of records: stages and next step in a deal's head, its way beside it, deals of a party.
import { type Actor, may } from "../kernel/actor.ts";
import type { Host } from "../plugins/plugin.ts";
import type { Rec } from "../records/record.ts";
import { stageBar } from "./deals.view.ts";
import type { Sales } from "./sales.ts";
import { pipelineOf } from "./setup.ts";

const SHOWN = 5;

export function addPanels(host: Host, sales: Sales): void {
  host.panel({
    id: "deal-stages",
    kind: "deal",
    place: "head",
    title: "deals.stages",
    order: 0,
    template: "deals/_stage-bar",
    view: (actor, id) => headOf(sales, actor, id),
  });
  host.panel({
    id: "deal-next-step",
    kind: "deal",
    place: "head",
    title: "deals.field.nextStep",
    order: 1,
    template: "deals/_next-step",
    view: (actor, id) => stepOf(sales, actor, id),
  });
  host.panel({
    id: "deal-way",
    kind: "deal",
    place: "side",
    title: "deals.way",
    order: 20,
    template: "deals/_way",
    view: (actor, id) => wayOf(sales, actor, id),
  });
  host.panel({
    id: "deal-deciders",
    kind: "deal",
    place: "side",
    title: "deal-contacts.many",
    order: 10,
    template: "deals/_deciders",
    view: (actor, id) => decidersOf(sales, actor, id),
  });
  addPartyPanels(host, sales);
}

function addPartyPanels(host: Host, sales: Sales): void {
  for (const kind of ["company", "contact"]) {
    host.panel({
      id: `${kind}-deals`,
      kind,
      place: "side",
      title: "deals.many",
      order: 10,
      template: "deals/_party-deals",
      view: (actor, id) => dealsOf(sales, actor, { kind, id }),
    });
  }
}

async function headOf({ records, setup }: Sales, actor: Actor, id: string): Promise<object | undefined> {
  const [deal, known] = [await records.find(actor, "deal", id), await setup()];
  const pipeline = deal && pipelineOf(known, deal["pipeline"]);
  if (!deal || !pipeline) return undefined;
  return stageBar(deal, pipeline, known.reasons);
}

async function stepOf({ records, setup }: Sales, actor: Actor, id: string): Promise<object | undefined> {
  const [deal, { today }] = [await records.find(actor, "deal", id), await setup()];
  return deal?.["status"] === "open" ? { id, version: deal.version, ...nextStepOf(deal, today) } : undefined;
}

function nextStepOf(deal: Rec, today: string) {
  const [step, on] = [(deal["nextStep"] ?? null) as string | null, (deal["nextStepOn"] ?? null) as string | null];
  return { step, stepOn: on, overdue: on !== null && on < today, missing: step === null && on === null };
}

async function wayOf({ stays }: Sales, actor: Actor, id: string): Promise<object | undefined> {
  const lines = await stays.of(actor, id);
  return lines.length === 0 ? undefined : { lines };
}

async function decidersOf({ deciders }: Sales, actor: Actor, id: string): Promise<object | undefined> {
  const [all, change] = [await deciders.of(actor, id), await deciders.mayChange(actor, id)];
  return all.length === 0 && !change ? undefined : { id, deciders: all, change };
}

async function dealsOf(
  { records, setup, sees }: Sales,
  actor: Actor,
  { kind, id }: { kind: string; id: string },
): Promise<object | undefined> {
  if (!may(actor, "deals.read") || !sees(actor, kind)) return undefined;
  const filter = { field: kind, op: "eq" as const, value: id };
  const [{ data, count }, { stages }] = [
    await records.list(actor, "deal", { filter, limit: SHOWN, count: "exact" }),
    await setup(),
  ];
  const deals = data.map((deal) => ({
    id: deal.id,
    name: deal["name"],
    amount: sees(actor, "amount") ? deal["amount"] : null,
    stage: stages.get(String(deal["stage"]))?.name ?? "",
  }));
  const rest = (count?.number ?? 0) > SHOWN ? `/deals?${new URLSearchParams({ [`filter[${kind}]`]: id })}` : null;
  return {
    deals,
    count: count?.number ?? 0,
    all: rest,
    add: may(actor, "deals.create") ? `/deals/new?${kind}=${id}` : null,
  };
}
