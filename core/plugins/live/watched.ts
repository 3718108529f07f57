// Whatever runs of a plugin runs behind its gate and under watch: who lacks the right does not get there, what it throws is
// counted, and a piece of a core page that fails is left out.
import type { Router } from "@koa/router";
import type { Actor } from "../../kernel/actor.ts";
import { Unavailable } from "../../kernel/errors.ts";
import type { Draft } from "../../records/record.ts";
import { draftOf } from "../../records/store/draft.ts";
import type { GuestAlong, GuestHook, HookContext } from "../../records/kind.ts";
import type { MentionSource } from "../../records/fields/life/mentions.ts";
import type { Host, Panel, Tile, TimelineSource } from "../plugin.ts";
import type { Addition, Way } from "./additions.ts";
import type { Spot } from "./breaker.ts";
import { mayHave, pass, rightFor } from "./gate.ts";
import type { ApiPart } from "../../records/api/openapi/parts.ts";
import { isBelow } from "./declared.ts";
import { type Guard, PIECE } from "./guard.ts";
import { watchedAlong } from "./watched-along.ts";
import { watchedAction, watchedColumn, watchedCommand, watchedSearch, watchedStep } from "./watched-pieces.ts";

type Watchers = { readonly [W in Way]?: (guard: Guard, args: Parameters<Host[W]>) => Parameters<Host[W]> };

/** How each kind of addition is watched; what is not named here runs no code of its own accord. */
const watchers: Watchers = {
  panel: (guard, [panel]) => {
    const right = guard.manifest.contributes?.panels?.find(({ id }) => id === panel.id)?.permission;
    return [piece(guard, panel, `panel ${panel.id}`, right)];
  },
  tile: (guard, [tile]) => {
    const right = guard.manifest.contributes?.tiles?.find(({ id }) => id === tile.id)?.permission;
    return [piece(guard, tile, `tile ${tile.id}`, right)];
  },
  timeline: (guard, [source]) => [told(guard, source)],
  action: (guard, [action]) => [watchedAction(guard, action)],
  command: (guard, [command]) => [watchedCommand(guard, command)],
  column: (guard, [column]) => [watchedColumn(guard, column)],
  setupStep: (guard, [step]) => [watchedStep(guard, step)],
  searchGroup: (guard, [group]) => [watchedSearch(guard, group)],
  routes: (guard, [router]) => [gated(guard, router)],
  api: (guard, [part]) => [describedTo(guard, part)],
  mentions: (guard, [source]) => [named(guard, source)],
  before: (guard, [kind, action, hook, options]) => [
    kind,
    action,
    looking(guard, hook as GuestHook, { kind, action }, options),
  ],
  along: (guard, [kind, write, options]) => {
    const guest = watchedAlong(guard, kind, write as GuestAlong["write"], options);
    return [kind, guest.write as typeof write, { wants: guest.wants }];
  },
  on: (guard, [topic, consumer, handle]) => [
    topic,
    consumer,
    (event) => guard.breaker.run(spotIn(guard, `on ${topic}`), () => handle(event)),
  ],
  job: (guard, [name, work, options]) => [
    name,
    (payload, run) => guard.breaker.run(spotIn(guard, `job ${name}`), () => work(payload, run)),
    options,
  ],
};

/** The same additions, each function of them behind the gate and under watch. */
export function watched(additions: readonly Addition[], guard: Guard): readonly Addition[] {
  return additions.map((addition) => {
    const watch = watchers[addition.way] as ((guard: Guard, args: readonly unknown[]) => unknown) | undefined;
    return watch ? ({ way: addition.way, args: watch(guard, addition.args) } as Addition) : addition;
  });
}

/** An address is described to those who get an answer from it; one of a kind's own to those who read the kind. */
const describedTo = ({ manifest: { contributes = {} } }: Guard, part: ApiPart): ApiPart => ({
  ...part,
  opensTo(actor, path) {
    const place = path.replaceAll(/\{(\w+)\}/g, ":$1");
    const isListed = contributes.routes?.some((route) => isBelow(place, route.path)) ?? false;
    return mayHave(actor, isListed ? rightFor(place, contributes) : `${place.split("/")[3]}.read`);
  },
});

const spotIn = ({ manifest: { id: plugin } }: Guard, part: string): Spot => ({ plugin, part });

/** What a look at a record reads by; a condition of the writing statement is no plugin's to make. */
const lentTo = ({ lender }: Guard, { assumed: _assumed, ...context }: HookContext): HookContext => ({
  ...context,
  db: lender.lend(context.db),
});

/** What a look sets counts once all of it went well: nothing of one that fails half way, or goes on after its time. */
function takeOver({ values }: Draft, own: Draft): void {
  values.clear();
  for (const [path, value] of own.values) values.set(path, value);
}

interface Looks {
  readonly kind: string;
  readonly action: string;
}

/** In doubt a critical hook keeps a record out, and any other lets it pass. Records of those who do not have the plugin it never sees. */
function looking(guard: Guard, hook: GuestHook, { kind, action }: Looks, { critical = false } = {}): GuestHook {
  const spot = spotIn(guard, `before ${action} of ${kind}`);
  return async (draft, context) => {
    if (!context.kinds.get(kind).concerns(spot.plugin, draft, context.actor)) return [];
    const own = draftOf(draft.id, draft.before, new Map(draft.values));
    const said = await guard.breaker.look(spot, PIECE, async () => (await hook(own, lentTo(guard, context))) ?? []);
    if (said === undefined && critical) throw new Unavailable("plugins.hook_failed", { plugin: spot.plugin });
    if (said !== undefined) takeOver(draft, own);
    return said ?? [];
  };
}

function piece<P extends Panel | Tile>(guard: Guard, of: P, part: string, right: string | undefined): P {
  const ask = of.view as (actor: Actor, ...about: never[]) => Promise<object | undefined>;
  return {
    ...of,
    view: async (actor: Actor, ...about: never[]) => {
      if (!mayHave(actor, right)) return undefined;
      return await guard.breaker.optional(spotIn(guard, part), PIECE, () => ask.call(of, actor, ...about));
    },
  };
}

function told(guard: Guard, source: TimelineSource): TimelineSource {
  const right = guard.manifest.contributes?.timelines?.find(({ id }) => id === source.id)?.permission;
  const optional = async <T>(actor: Actor, work: () => Promise<T>): Promise<T | undefined> =>
    mayHave(actor, right)
      ? await guard.breaker.optional(spotIn(guard, `timeline ${source.id}`), PIECE, work)
      : undefined;
  return {
    ...source,
    entries: async (actor, about) => (await optional(actor, () => source.entries(actor, about))) ?? [],
    compose: async (actor, about) => await optional(actor, () => source.compose(actor, about)),
  };
}

function gated(guard: Guard, router: Router): Router {
  for (const layer of router.stack) {
    const path = String(layer.path);
    const right = rightFor(path, guard.manifest.contributes ?? {});
    layer.stack.unshift(async (ctx, next) => {
      pass(ctx, right);
      await guard.breaker.run(spotIn(guard, `${ctx.method} ${path}`), () => next());
    });
  }
  return router;
}

/** Who does not say where a field is used may use it: whoever asks is told that it failed. */
function named(guard: Guard, source: MentionSource): MentionSource {
  const { breaker, lender } = guard;
  const spot = spotIn(guard, "mentions");
  return {
    find: (db, kind, path) => breaker.run(spot, () => source.find(lender.lend(db), kind, path)),
    rename: (trx, kind, paths) => breaker.run(spot, () => source.rename(lender.lend(trx), kind, paths)),
  };
}
