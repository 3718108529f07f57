// What requests for figures carry in their address: a period, whose deals, of which pipeline.
import type { Context } from "koa";
import { BadRequest } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import { isDate } from "../records/fields/numbers.ts";
import { listQueryFrom } from "../records/query/parse-query.ts";
import type { ListQuery } from "../records/query/grammar.ts";
import { queryIn } from "../web/read.ts";
import type { Cut, Period } from "./figures.ts";

/** `from` and `to` of the address, else the twelve months that end with today's. */
export function periodIn(ctx: Context, today: string): Period {
  const query = queryIn(ctx);
  const [from, to] = [query.text("from") || monthsFrom(today, -11), query.text("to") || monthsFrom(today, 1)];
  if (!isDate(from) || !isDate(to) || from >= to) throw new BadRequest("deals.bad_period");
  return { from, to };
}

/** The first day of the month so many months from a day's. */
export function monthsFrom(day: string, months: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

export function cutIn(ctx: Context): Cut {
  const query = queryIn(ctx);
  const pipeline = query.text("pipeline");
  if (pipeline !== "" && !isId(pipeline)) throw new BadRequest("deals.bad_pipeline");
  return { pipeline: pipeline || undefined, owner: query.text("owner") || undefined };
}

/** The filter and the text searched for; any other name the route does not know is refused. */
export function filterIn(ctx: Context, names: readonly string[]): Pick<ListQuery, "filter" | "q"> {
  const pairs = queryIn(ctx).entries();
  const strange = pairs.find(([name]) => !names.includes(name) && name !== "q" && !name.startsWith("filter["));
  if (strange) throw new BadRequest("api.unknown_parameter", { name: strange[0].slice(0, 80) });
  const { filter, q } = listQueryFrom(pairs.filter(([name]) => !names.includes(name)));
  return { filter, q };
}

/** `2026-11-22 09:57:14.123+00,<id>`: time and id of the last card, as the board's `next` says. */
export function afterIn(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined || text === "") return undefined;
  const [time = "", id = ""] = text.split(",");
  if (
    !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(\+00|Z)$/.test(time) ||
    Number.isNaN(Date.parse(time.replace("+00", "Z"))) ||
    !isId(id)
  ) {
    throw new BadRequest("records.bad_cursor");
  }
  return [time, id];
}
