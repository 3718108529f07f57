// Which router answers a request: found by the first piece of the address, so that many plugins cost a request nothing.
import type { Router } from "@koa/router";
import type { Middleware, Next, ParameterizedContext } from "koa";

const ANY = "*";

export class Routes {
  readonly #byPiece = new Map<string, Set<Middleware>>();

  /** Adds a router; the answer takes it out again. Addresses that begin with a parameter are tried last. */
  add(router: Router): () => void {
    const middleware = router.routes() as unknown as Middleware;
    const pieces = new Set(router.stack.map((layer) => pieceOf(String(layer.path))));
    for (const piece of pieces) this.#at(piece).add(middleware);
    return () => {
      for (const piece of pieces) this.#at(piece).delete(middleware);
    };
  }

  dispatch(): Middleware {
    return async (ctx, next) => {
      const own = this.#byPiece.get(pieceOf(ctx.path)) ?? [];
      const general = this.#byPiece.get(ctx.path.startsWith("/api/") ? `api ${ANY}` : ANY) ?? [];
      await inTurn([...own, ...general], ctx, next);
    };
  }

  #at(piece: string): Set<Middleware> {
    const found = this.#byPiece.get(piece) ?? new Set<Middleware>();
    this.#byPiece.set(piece, found);
    return found;
  }
}

/** `/deals/:id` → `deals`; `/api/v1/deals` → `api deals`; a parameter → `*`. */
function pieceOf(path: string): string {
  const [first = "", second, third = ""] = path.split("/").slice(1);
  const isApi = first === "api" && second === "v1";
  const piece = isApi ? third : first;
  const known = /^[:*{(]/.test(piece) ? ANY : piece;
  return isApi ? `api ${known}` : known;
}

async function inTurn(all: readonly Middleware[], ctx: ParameterizedContext, next: Next, at = 0): Promise<void> {
  const one = all[at];
  if (!one) return await next();
  await one(ctx, () => inTurn(all, ctx, next, at + 1));
}
