import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldType, Reading } from "../field.ts";
import { isDate, parseDate } from "../numbers.ts";
import { column, dateOperators } from "./plain.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, timeZone: string, withTime: boolean): Intl.DateTimeFormat {
  const name = `${language} ${timeZone} ${withTime}`;
  const time = withTime ? ({ timeStyle: "short" } as const) : {};
  const found = formatters.get(name) ?? new Intl.DateTimeFormat(language, { dateStyle: "medium", ...time, timeZone });
  formatters.set(name, found);
  return found;
}

/** A day without time: never shifted by a time zone. */
export const date: FieldType = {
  name: "date",
  input: "date",
  columns: column("date"),
  operators: dateOperators,
  sortable: true,
  jsonSchema: () => ({ type: "string", format: "date", not: { type: "string", pattern: "^0000" } }),
  check: (value) => (typeof value === "string" && isDate(value) ? fits(value) : misfit("not_a_date")),
  parse: (text, _schema, reading) => (text.trim() === "" ? fits(null) : parseDate(text, reading)),
  format: (value, _schema, { language }) =>
    typeof value === "string" ? formatter(language, "UTC", false).format(new Date(`${value}T00:00:00Z`)) : "",
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** The same with its seconds, and only times that are on a clock. */
const exactInstant = "T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$";
// A zone must not move an instant out of the years that have four digits.
const outermost = /^(?:000[01]|9999)/;

function checkInstant(value: unknown): Checked<string> {
  if (typeof value !== "string" || !instant.test(value) || !isDate(value.slice(0, 10))) return misfit("not_a_time");
  if (outermost.test(value)) return misfit("not_a_time");
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? misfit("not_a_time") : fits(at.toISOString());
}

/** The instant of a local time in a zone; at a gap or overlap of daylight saving the earlier offset counts. */
export function instantIn(local: string, timeZone: string): string {
  const asUtc = new Date(`${local}Z`);
  const shown = (at: Date) => new Date(`${at.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`).getTime();
  const first = new Date(asUtc.getTime() - (shown(asUtc) - asUtc.getTime()));
  return new Date(asUtc.getTime() - (shown(first) - first.getTime())).toISOString();
}

function parseInstant(text: string, reading: Reading): Checked<unknown> {
  const trimmed = text.trim();
  if (trimmed === "") return fits(null);
  if (instant.test(trimmed)) return checkInstant(trimmed);
  const found = /^(.+?)[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  const day = parseDate(found?.[1] ?? trimmed, reading);
  if (!day.ok) return misfit("not_a_time");
  const clock = `${(found?.[2] ?? "00").padStart(2, "0")}:${found?.[3] ?? "00"}:${found?.[4] ?? "00"}`;
  return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(clock)
    ? fits(instantIn(`${day.value}T${clock}`, reading.timeZone))
    : misfit("not_a_time");
}

/** An instant: UTC in storage and API, the person's zone on the page. */
export const dateTime: FieldType = {
  name: "dateTime",
  input: "date-time",
  columns: column("timestamptz"),
  // As the driver puts it, too.
  toJson: ([instant]) => ({ plain: `replace(replace(${instant}::text, ' ', 'T'), '+00', 'Z')` }),
  operators: dateOperators,
  sortable: true,
  jsonSchema: () => ({
    type: "string",
    format: "date-time",
    pattern: exactInstant,
    not: { type: "string", pattern: outermost.source },
  }),
  check: checkInstant,
  parse: (text, _schema, reading) => parseInstant(text, reading),
  format: (value, _schema, { language, timeZone }) =>
    typeof value === "string" ? formatter(language, timeZone, true).format(new Date(value)) : "",
};
