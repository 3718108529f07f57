// Which handlers answer a request. A router is found by the first piece of the address, and of its addresses only those of the
// request's method are tried, so that many plugins cost a request nothing. The library would try every address of every router.
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

export class Routes {
  readonly #byPiece = new Map<string, Set<Addresses>>();

  /** Adds a router; the answer takes it out again. Addresses that begin with a parameter are tried last. */
  add(router: Router): () => void {
    const addresses = addressesOf(router);
    const pieces = new Set(router.stack.map((layer) => pieceOf(String(layer.path))));
    for (const piece of pieces) this.#at(piece).add(addresses);
    return () => {
      for (const piece of pieces) this.#at(piece).delete(addresses);
    };
  }

  /** True when some router answers addresses that begin with this piece, as a page or under `/api/v1`. */
  answers(piece: string): boolean {
    return [piece, `api ${piece}`].some((one) => (this.#byPiece.get(one)?.size ?? 0) > 0);
  }

  dispatch(): Middleware {
    return (ctx, next) => {
      const own = this.#byPiece.get(pieceOf(ctx.path)) ?? [];
      const general = this.#byPiece.get(ctx.path.startsWith("/api/") ? `api ${ANY}` : ANY) ?? [];
      const steps = [...own, ...general].flatMap((addresses) => stepsOf(addresses(ctx.method), ctx.path));
      return inTurn(steps, ctx, next);
    };
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
