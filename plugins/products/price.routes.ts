import { actorOf, type Context, Invalid, isId, problemAt, queryIn, Router } from "trellis/sdk";
import { priceOf, type PriceNeeds, todayOf } from "./price-question.ts";
import type { PriceQuestion } from "./prices.ts";

/** `GET /api/v1/products/price?product=…&quantity=10&currency=EUR&company=…&on=2026-11-26`: the price that holds, or null. */
export function priceRoutes(needs: PriceNeeds): Router {
  const router = new Router();
  router.get("/api/v1/products/price", async (ctx) => {
    const question = questionIn(ctx);
    // What one may not see has no price.
    await needs.records.get(actorOf(ctx), "product", question.product);
    if (question.company !== null) await needs.records.get(actorOf(ctx), "company", question.company);
    const found = await priceOf(needs, question);
    ctx.body = { price: found?.price ?? null, list: found?.list ?? null };
  });
  return router;
}

function questionIn(ctx: Context): Omit<PriceQuestion, "segment"> {
  const company = queryIn(ctx).find("company");
  return {
    product: asked(ctx, "product"),
    company: company === undefined ? null : asked(ctx, "company"),
    quantity: asked(ctx, "quantity", "1"),
    currency: asked(ctx, "currency"),
    on: asked(ctx, "on", todayOf(actorOf(ctx))),
  };
}

const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toJSON().startsWith(text);
};

/** What each part of the question has to look like, and what is said when it does not. */
const forms = {
  product: [isId, "no_such_record"],
  company: [isId, "no_such_record"],
  quantity: [(text: string) => /^\d{1,12}(\.\d{1,6})?$/.test(text), "not_a_number"],
  currency: [(text: string) => /^[A-Z]{3}$/.test(text), "not_a_currency"],
  on: [isDay, "not_a_date"],
} as const;

function asked(ctx: Context, name: keyof typeof forms, otherwise?: string): string {
  const text = queryIn(ctx).find(name) ?? otherwise;
  const [fits, code] = forms[name];
  if (text !== undefined && fits(text)) return text;
  throw new Invalid([problemAt(name, text === undefined ? "required" : code, { field: name })]);
}
