import type { HelperDelegate } from "handlebars";
import { asset } from "./asset.ts";
import { attrs } from "./attrs.ts";
import { csrf } from "./csrf.ts";
import { date } from "./date.ts";
import { dateTime } from "./date-time.ts";
import type { Tools } from "./helper.ts";
import { icon } from "./icon.ts";
import { json } from "./json.ts";
import { and, concat, eq, includes, ne, not, or } from "./logic.ts";
import { money } from "./money.ts";
import { number } from "./number.ts";
import { percent } from "./percent.ts";
import { piece } from "./piece.ts";
import { query } from "./query.ts";
import { relativeTime } from "./relative-time.ts";
import { t } from "./t.ts";
import { time } from "./time.ts";
import { url } from "./url.ts";

const makers = { and, asset, attrs, concat, csrf, date, dateTime, eq, icon, includes, json, money, ne, not };
const more = { number, or, percent, piece, query, relativeTime, t, time, url };

/** What templates may call, by name. */
export const helperNames: readonly string[] = Object.keys({ ...makers, ...more });

/** Everything templates may call besides `if`, `unless`, `each`, `with` and `lookup`. */
export function helpers(tools: Tools): Record<string, HelperDelegate> {
  const made = Object.entries({ ...makers, ...more }).map(([name, make]) => [name, make(tools)] as const);
  return Object.fromEntries(made) as Record<string, HelperDelegate>;
}
