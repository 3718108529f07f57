import {
  actorOf,
  BadRequest,
  type Context,
  idIn,
  Invalid,
  isId,
  jsonIn,
  problemAt,
  queryIn,
  Router,
} from "trellis/sdk";
import type { Calculations } from "./calculations.ts";
import { sheetOf } from "./calculator.ts";
import { tryExpression } from "./trying.ts";

/** Calculations for programs: tried out, made, worked out anew, taken away. */
export function calculationsApi(calculations: Calculations): Router {
  const router = new Router({ prefix: "/api/v1/products" });

  router.post("/calculators/:id/trial", async (ctx) => {
    const { inputs = {}, expression } = bodyIn(ctx);
    const { problems, parts } = await calculations.trial(actorOf(ctx), idIn(ctx), inputs);
    if (problems.length > 0) throw new Invalid(problems.map((one) => ({ ...one, pointer: `/inputs${one.pointer}` })));
    const tried =
      expression === undefined
        ? undefined
        : tryExpression(await soundly(ctx), { source: expression, inputs, ...by(ctx) });
    ctx.body = {
      parts: parts.map(({ part, worked }) =>
        "needed" in worked
          ? { part: part.id, name: part.name, ...worked }
          : { part: part.id, name: part.name, needed: null, problem: worked.code },
      ),
      ...(tried && { tried }),
    };
  });

  router.post("/calculations", async (ctx) => {
    const { deal, calculator, inputs = {} } = bodyIn(ctx);
    const missing = Object.entries({ deal, calculator }).filter(([, id]) => typeof id !== "string" || !isId(id));
    if (missing.length > 0)
      throw new Invalid(missing.map(([name]) => problemAt(name, "no_such_record", { field: name })));
    const about = { deal: String(deal), calculator: String(calculator) };
    const lines = await calculations.add(actorOf(ctx), about, { inputs, rehearsal: isRehearsal(ctx) });
    ctx.status = isRehearsal(ctx) ? 200 : 201;
    ctx.body = { calculation: lines[0]?.["calculation"], lines };
  });

  router.get("/calculations/:id", async (ctx) => {
    ctx.body = await calculations.of(actorOf(ctx), idIn(ctx));
  });

  router.patch("/calculations/:id", async (ctx) => {
    const { inputs = {} } = bodyIn(ctx);
    const lines = await calculations.change(actorOf(ctx), idIn(ctx), { inputs, rehearsal: isRehearsal(ctx) });
    ctx.body = { calculation: idIn(ctx), lines };
  });

  router.delete("/calculations/:id", async (ctx) => {
    await calculations.remove(actorOf(ctx), idIn(ctx));
    ctx.status = 204;
  });

  return router;

  async function soundly(ctx: Context) {
    const sheet = sheetOf(await calculations.calculator(actorOf(ctx), idIn(ctx)));
    if (!sheet) throw new BadRequest("web.json_expected");
    return sheet;
  }
}

const by = (ctx: Context) => ({ actor: actorOf(ctx) });
const isRehearsal = (ctx: Context): boolean => queryIn(ctx).find("rehearsal") === "true";

interface Body {
  readonly deal?: unknown;
  readonly calculator?: unknown;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly expression?: unknown;
}

function bodyIn(ctx: Context): Body {
  const body = jsonIn(ctx);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new BadRequest("web.json_expected");
  const { inputs } = body as Body;
  if (inputs !== undefined && (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)))
    throw new Invalid([problemAt("inputs", "not_an_object")]);
  return body as Body;
}
