// Which handlers answer a request. A router is found by the first piece of the address, and of its addresses only those of the
// request's method are tried, so that many plugins cost a request nothing. The library would try every address of every router.
import { setTimeout as rest } from "node:timers/promises";
import type { Router } from "@koa/router";
import type { Middleware, Next, ParameterizedContext } from "koa";

const ANY = "*";

type Layer = Router["stack"][number];
type Step = (ctx: ParameterizedContext, next: Next) => unknown;

interface Address {
  readonly layer: Layer;
  /** What the address does, in its order, once its parameters are read. */
  readonly steps: readonly Step[];
}

/** The addresses of one router, by method. */
type Addresses = (method: string) => readonly Address[];

/** A request under way. */
interface Answering {
  /** The routers that may answer it. */
  readonly by: readonly Addresses[];
  readonly isReading: boolean;
  readonly over: Promise<unknown>;
}

/** Milliseconds for which requests under way are waited for when a router is taken out. */
const LONGEST = 5_000;

export class Routes {
  readonly #byPiece = new Map<string, Set<Addresses>>();
  readonly #underWay = new Set<Answering>();

  /**
   * Adds a router; the answer takes it out again, and then waits a while for the requests that it is answering: they go on with
   * what they began with. Addresses that begin with a parameter are tried last.
   */
  add(router: Router): () => Promise<void> {
    const addresses = addressesOf(router);
    const pieces = new Set(router.stack.map((layer) => pieceOf(String(layer.path))));
    for (const piece of pieces) this.#at(piece).add(addresses);
    return async () => {
      for (const piece of pieces) this.#takeOut(piece, addresses);
      await this.#settled(({ by }) => by.includes(addresses));
    };
  }

  /** Resolves when every page that is being made now is done, or has taken too long. Of writes, one may be what is waiting here. */
  async pagesDone(): Promise<void> {
    await this.#settled(({ isReading }) => isReading);
  }

  async #settled(which: (answering: Answering) => boolean): Promise<void> {
    const waiting = [...this.#underWay].filter(which).map(({ over }) => over);
    if (waiting.length === 0) return;
    const done = new AbortController();
    const late = rest(LONGEST, undefined, { signal: done.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(waiting), late]);
    done.abort();
  }

  /** True when some router answers addresses that begin with this piece, as a page or under `/api/v1`. */
  answers(piece: string): boolean {
    return [piece, `api ${piece}`].some((one) => (this.#byPiece.get(one)?.size ?? 0) > 0);
  }

  dispatch(): Middleware {
    return (ctx, next) => {
      const own = this.#byPiece.get(pieceOf(ctx.path)) ?? [];
      const general = this.#byPiece.get(ctx.path.startsWith("/api/") ? `api ${ANY}` : ANY) ?? [];
      const by = [...own, ...general];
      const steps = by.flatMap((addresses) => stepsOf(addresses(ctx.method), ctx.path));
      return this.#noted({ by, isReading: ctx.method === "GET", over: inTurn(steps, ctx, next) });
    };
  }

  async #noted(answering: Answering): Promise<unknown> {
    this.#underWay.add(answering);
    try {
      return await answering.over;
    } finally {
      this.#underWay.delete(answering);
    }
  }

  #takeOut(piece: string, addresses: Addresses): void {
    const there = this.#at(piece);
    there.delete(addresses);
    if (there.size === 0) this.#byPiece.delete(piece);
  }

  #at(piece: string): Set<Addresses> {
    const found = this.#byPiece.get(piece) ?? new Set<Addresses>();
    this.#byPiece.set(piece, found);
    return found;
  }
}

/** `/deals/:id` → `deals`; `/api/v1/deals` → `api deals`; a parameter → `*`. */
function pieceOf(path: string): string {
  const [first = "", second, third = ""] = path.split("/", 4).slice(1);
  const isApi = first === "api" && second === "v1";
  const piece = isApi ? third : first;
  const known = /^[:*{(]/.test(piece) ? ANY : piece;
  return isApi ? `api ${known}` : known;
}

function addressesOf(router: Router): Addresses {
  const all = router.stack.map((layer) => ({ layer, steps: [readParams(layer), ...(layer.stack as Step[])] }));
  const byMethod = new Map<string, readonly Address[]>();
  return (method) => {
    const known = byMethod.get(method) ?? all.filter(({ layer }) => isForAll(layer) || layer.methods.includes(method));
    byMethod.set(method, known);
    return known;
  };
}

/** What a router does with every request that one of its addresses answers. */
const isForAll = ({ methods }: Layer): boolean => methods.length === 0;

function readParams(layer: Layer): Step {
  return (ctx, next) => {
    ctx["params"] = layer.params(ctx.path, layer.captures(ctx.path), ctx["params"] as Record<string, string>);
    return next();
  };
}

function stepsOf(addresses: readonly Address[], path: string): readonly Step[] {
  const found = addresses.filter(({ layer }) => layer.match(path));
  return found.every(({ layer }) => isForAll(layer)) ? [] : found.flatMap(({ steps }) => steps);
}

async function inTurn(steps: readonly Step[], ctx: ParameterizedContext, next: Next, at = 0): Promise<unknown> {
  const step = steps[at];
  return step ? await step(ctx, () => inTurn(steps, ctx, next, at + 1)) : await next();
}
