import { BadRequest } from "../../kernel/errors.ts";
import type { Values } from "../../web/values.ts";
import { instantIn } from "../fields/types/moment.ts";
import { isPlace, type TrailFilter } from "../audit/trail.ts";

const names = ["actor", "kind", "record", "field", "action", "source", "from", "until", "after"] as const;
const LONGEST = 200;
const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** What was asked of the trail: by a form with days of the reader's zone, by a program with days or moments. */
export interface Asked {
  readonly filter: TrailFilter;
  readonly place: string | undefined;
  /** As it was typed, for the form to show again and the next page to keep. */
  readonly typed: Readonly<Record<(typeof names)[number], string>>;
}

/** BadRequest for what is no day, moment or place; what nobody knows simply finds nothing. */
export function askedIn(query: Values, timeZone: string): Asked {
  const typed = Object.fromEntries(names.map((name) => [name, query.text(name).slice(0, LONGEST)])) as Asked["typed"];
  const { actor, kind, record, field, action, source, from, until, after } = typed;
  if (after !== "" && !isPlace(after)) throw new BadRequest("records.bad_cursor");
  const filter = {
    actorId: some(actor),
    kind: some(kind),
    recordId: some(record),
    field: some(field),
    action: some(action),
    source: some(source),
    from: momentOf("from", from, { timeZone, days: 0 }),
    until: momentOf("until", until, { timeZone, days: 1 }),
  };
  return { filter, place: some(after), typed };
}

const some = (text: string): string | undefined => (text === "" ? undefined : text);

/** Undefined for what is no day of the calendar, or so far away that the database has none beside it. */
function startOf(text: string): number | undefined {
  const at = day.test(text) && !/^0000|^9999/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text ? at : undefined;
}

/** A day means its beginning; `days` later for an end, so that the day itself counts. */
function momentOf(
  name: string,
  text: string,
  { timeZone, days }: { readonly timeZone: string; readonly days: number },
): string | undefined {
  if (text === "") return undefined;
  const at = startOf(text.slice(0, 10));
  if (at === undefined) throw new BadRequest("audit.no_day", { name, value: text });
  if (moment.test(text)) return text;
  if (!day.test(text)) throw new BadRequest("audit.no_day", { name, value: text });
  const next = new Date(at + days * 86_400_000).toISOString().slice(0, 10);
  return instantIn(`${next}T00:00`, timeZone);
}
