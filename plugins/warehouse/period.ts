// The days that a report is asked for, and which page of it.
import { type Actor, actorOf, type Context, Invalid, problemAt, queryIn, say } from "trellis/sdk";
import { dayIn, daysAfter, todayIn } from "./days.ts";
import { problem } from "./problem.ts";
import type { Period } from "./turnover.ts";

/** The days asked for; the last 365 when nothing is said. */
export function periodIn(actor: Actor, asked: { readonly from: string; readonly to: string }): Period {
  const to = asked.to === "" ? todayIn(actor.timeZone) : dayOr(asked.to, "to");
  const from = asked.from === "" ? daysAfter(to, -364) : dayOr(asked.from, "from");
  if (from > to) throw new Invalid([problem("to", "ends_before")]);
  return { from, to };
}

function dayOr(text: string, field: string): string {
  const day = dayIn(text);
  if (day === undefined) throw new Invalid([problemAt(field, "not_a_date", { field })]);
  return day;
}

export interface Asked {
  readonly period: Period;
  readonly page: number;
}

/** What stands in the address; Invalid for days that are none. */
export function askedIn(ctx: Context): Asked {
  const query = queryIn(ctx);
  const page = Math.min(Math.max(1, Math.trunc(Number(query.text("page")) || 1)), 10_000);
  return { period: periodIn(actorOf(ctx), { from: query.text("from"), to: query.text("to") }), page };
}

/** A page says what is wrong with the days, and shows those it would show without any. */
export function askedOrUsual(ctx: Context): Asked & { readonly problem?: string } {
  try {
    return askedIn(ctx);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    ctx.status = 422;
    const [problem] = error.problems;
    const said = problem ? say(ctx, problem.message, { ...problem.values, field: say(ctx, "warehouse.days") }) : "";
    return { period: periodIn(actorOf(ctx), { from: "", to: "" }), page: 1, problem: said };
  }
}
