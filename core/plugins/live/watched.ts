// Whatever runs of a plugin runs behind its gate and under watch: who lacks the right does not get there, what it throws is
// counted, and a piece of a core page that fails is left out.
import type { Router } from "@koa/router";
import type { Actor } from "../../kernel/actor.ts";
import { Unavailable } from "../../kernel/errors.ts";
import type { GuestHook } from "../../records/kind.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Host, Panel, Tile } from "../plugin.ts";
import type { Addition, Way } from "./additions.ts";
import type { Breaker, Spot } from "./breaker.ts";
import { mayHave, pass, rightFor } from "./gate.ts";

/** Milliseconds that a piece of a core page, or a look at a record before it is written, may take. */
const PIECE = 2_000;

interface Guard {
  readonly manifest: Manifest;
  readonly breaker: Breaker;
}

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
  routes: (guard, [router]) => [gated(guard, router)],
  before: (guard, [kind, action, hook, options]) => [
    kind,
    action,
    looking(guard, hook, `before ${action} of ${kind}`, options),
  ],
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
export function watched(manifest: Manifest, additions: readonly Addition[], breaker: Breaker): readonly Addition[] {
  const guard = { manifest, breaker };
  return additions.map((addition) => {
    const watch = watchers[addition.way] as ((guard: Guard, args: readonly unknown[]) => unknown) | undefined;
    return watch ? ({ way: addition.way, args: watch(guard, addition.args) } as Addition) : addition;
  });
}

const spotIn = ({ manifest: { id: plugin } }: Guard, part: string): Spot => ({ plugin, part });

/** In doubt a critical hook keeps a record out, and any other lets it pass. */
function looking(guard: Guard, hook: GuestHook, part: string, { critical = false } = {}): GuestHook {
  const spot = spotIn(guard, part);
  return async (draft, context) => {
    const said = await guard.breaker.optional(spot, PIECE, () => hook(draft, context));
    if (said === undefined && critical) throw new Unavailable("plugins.hook_failed", { plugin: spot.plugin });
    return said ?? [];
  };
}

function piece<P extends Panel | Tile>(guard: Guard, of: P, part: string, right: string | undefined): P {
  const ask = of.view as (actor: Actor, about: never) => Promise<object | undefined>;
  return {
    ...of,
    view: async (actor: Actor, about: never) => {
      if (!mayHave(actor, right)) return undefined;
      return await guard.breaker.optional(spotIn(guard, part), PIECE, () => ask.call(of, actor, about));
    },
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
