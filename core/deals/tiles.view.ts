// What deals show on the Today page.
import { type Actor, may } from "../kernel/actor.ts";
import type { Host } from "../plugins/plugin.ts";
import type { Need } from "./attention.ts";
import type { Sales } from "./sales.ts";
import type { DueStep } from "./standing.ts";

const SHOWN = 5;

export function addTiles(host: Host, sales: Sales): void {
  const tile = (
    id: string,
    place: "main" | "side",
    order: number,
    view: (actor: Actor, whose: string) => Promise<object | undefined>,
  ) =>
    host.tile({
      id: `deals-${id}`,
      place,
      order,
      template: `deals/_tile-${id}`,
      view: async (actor, team) => (may(actor, "deals.read") ? await view(actor, team ? "team" : "me") : undefined),
    });
  tile("steps", "main", 10, (actor, whose) => steps(sales, actor, whose));
  tile("numbers", "side", 10, async (actor, whose) => ({
    ...(await sales.standing.numbers(actor, whose)),
    board: `/deals/board?owner=${whose}`,
  }));
  tile("without-step", "side", 20, (actor, whose) => needy(sales, actor, { need: "withoutStep", whose }));
  tile("quiet", "side", 30, (actor, whose) => needy(sales, actor, { need: "quiet", whose }));
  tile("new", "side", 40, (actor, whose) => news(sales, actor, whose));
}

async function steps({ standing }: Sales, actor: Actor, whose: string): Promise<object> {
  const all = await standing.steps(actor, whose);
  const groups = (["overdue", "today", "tomorrow"] as const).map((due) => ({
    due,
    steps: all.filter((step) => step.due === due).map((step) => stepView(step, whose)),
  }));
  return { groups: groups.filter((group) => group.steps.length > 0), mayCreate: may(actor, "deals.create") };
}

// Whose step it is matters only among several people.
const stepView = (step: DueStep, whose: string) => ({
  ...step,
  owner: whose === "team" ? step.owner : null,
  back: whose === "team" ? "/?whose=team" : "/",
});

async function needy(
  { attention }: Sales,
  actor: Actor,
  { need, whose }: { need: Need; whose: string },
): Promise<object | undefined> {
  const [deals, counts] = await Promise.all([
    attention.list(actor, need, { owner: whose, limit: SHOWN }),
    attention.count(actor, { owner: whose }),
  ]);
  return deals.length === 0
    ? undefined
    : { deals, count: counts[need], more: counts[need] > SHOWN, board: `/deals/board?owner=${whose}` };
}

async function news({ standing }: Sales, actor: Actor, whose: string): Promise<object | undefined> {
  const deals = await standing.news(actor, whose, SHOWN);
  return deals.length === 0 ? undefined : { deals };
}
