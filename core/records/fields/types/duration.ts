// A span of time in whole minutes, typed as people say it: `1:30`, `90`, `1,5 h`, `2 Std. 15 Min.`, `1小时30分`.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType, Reading } from "../field.ts";
import { plainNumber } from "../numbers.ts";
import { wholeType } from "./number.ts";

const hour = /^(?:h|hrs?|hours?|std|stunden?|horas?|ч|час|часа|часове|小时|时)$/;
const minute = /^(?:m|mins?|minutes?|minuten?|minutos?|мин|минута|минути|分|分钟)$/;
const piece = /\s*([\d.,]+)\s*(\p{L}+)\.?/uy;

/** Minutes of a text with units; undefined when a unit is unknown or a part of a minute is left. */
function minutesIn(text: string, { language }: Reading): number | undefined {
  let total = 0;
  piece.lastIndex = 0;
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    const number = Number(plainNumber(found?.[1] ?? "", language) ?? Number.NaN);
    const unit = (found?.[2] ?? "").toLowerCase();
    if (!found || Number.isNaN(number) || !(hour.test(unit) || minute.test(unit))) return undefined;
    total += number * (hour.test(unit) ? 60 : 1);
  }
  return Number.isInteger(total) ? total : undefined;
}

function parse(text: string, schema: FieldSchema, reading: Reading): Checked<unknown> {
  const typed = text.trim();
  if (typed === "") return fits(null);
  const clock = /^(\d{1,7}):([0-5]\d)$/.exec(typed);
  const minutes = clock ? Number(clock[1]) * 60 + Number(clock[2]) : minutesOf(typed, reading);
  return minutes === undefined ? misfit("not_a_duration") : whole.check(minutes, schema, reading);
}

const minutesOf = (typed: string, reading: Reading): number | undefined =>
  /^[-\d\s]+$/.test(typed) ? Number(typed.replace(/\s/g, "")) : minutesIn(typed, reading);

const formatters = new Map<string, Intl.DurationFormat>();

function format(value: unknown, _schema: FieldSchema, { language }: Reading): string {
  if (value === null || value === undefined) return "";
  const known = formatters.get(language) ?? new Intl.DurationFormat(language, { style: "short" });
  formatters.set(language, known);
  const [hours, minutes] = [Math.floor(Number(value) / 60), Number(value) % 60];
  return known.format({ hours, minutes }) || new Intl.DurationFormat(language, zero).format({ minutes: 0 });
}

const zero = { style: "short", minutesDisplay: "always" } as const;

const whole = wholeType("duration", { minimum: 0, maximum: 100_000_000 });

/** Minutes. */
export const duration: FieldType = { ...whole, input: "duration", parse, format };

/** `90` → `1:30`, as it is typed again. */
export const clockText = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
