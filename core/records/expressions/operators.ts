// What + - * / and comparisons mean. Reckoning with a blank gives a blank; comparing with one is never true.
import type { Environment } from "@marcbachmann/cel-js";
import { bounded, type Day, dayFrom, dayNumber, type Moment, noDay, noMoment, noNumber, Num } from "./values.ts";

type Sum = (a: Num, b: Num) => Num;

const sums: Readonly<Record<string, Sum>> = {
  "+": (a, b) => a.plus(b),
  "-": (a, b) => a.minus(b),
  "*": (a, b) => a.times(b),
  "/": (a, b) => divided(a, b),
  "%": (a, b) => remainder(a, b),
};

function divided(a: Num, b: Num): Num {
  if (b.eq(0)) throw new RangeError("division_by_zero");
  return a.div(b);
}

function remainder(a: Num, b: Num): Num {
  if (b.eq(0)) throw new RangeError("division_by_zero");
  return a.mod(b);
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const orderOfDays = (a: Day, b: Day): number => (a.text === b.text ? 0 : a.text < b.text ? -1 : 1);

export function addOperators(env: Environment): void {
  for (const [sign, sum] of Object.entries(sums))
    env.registerOperator(`number ${sign} number`, (a: Num, b: Num) =>
      a === noNumber || b === noNumber ? noNumber : bounded(sum(a, b)),
    );
  env.registerOperator("-number", (a: Num) => (a === noNumber ? noNumber : a.neg()));
  addComparisons(env);
  addEquality(env);
  addDays(env);
}

function addComparisons(env: Environment): void {
  for (const [sign, holds] of Object.entries(comparisons)) {
    env.registerOperator(
      `number ${sign} number`,
      (a: Num, b: Num) => a !== noNumber && b !== noNumber && holds(a.cmp(b)),
    );
    env.registerOperator(
      `date ${sign} date`,
      (a: Day, b: Day) => a !== noDay && b !== noDay && holds(orderOfDays(a, b)),
    );
    env.registerOperator(
      `time ${sign} time`,
      (a: Moment, b: Moment) => a !== noMoment && b !== noMoment && holds(a.at - b.at),
    );
  }
}

function addEquality(env: Environment): void {
  env.registerOperator("number == number", (a: Num, b: Num) => (a === noNumber || b === noNumber ? a === b : a.eq(b)));
  env.registerOperator("date == date", (a: Day, b: Day) => a.text === b.text);
  env.registerOperator("time == time", (a: Moment, b: Moment) => a === b || a.at === b.at);
}

/** Days are counted: the day after is `+ 1`, the days between are a difference. */
function addDays(env: Environment): void {
  const shifted = (day: Day, days: Num, sign: 1 | -1): Day =>
    day === noDay || days === noNumber ? noDay : dayFrom(dayNumber(day) + sign * Math.trunc(days.toNumber()));
  env.registerOperator("date + number", (day: Day, days: Num) => shifted(day, days, 1));
  env.registerOperator("date - number", (day: Day, days: Num) => shifted(day, days, -1));
  env.registerOperator("date - date: number", daysBetween);
}

/** From the second day to the first. */
export const daysBetween = (a: Day, b: Day): Num =>
  a === noDay || b === noDay ? noNumber : new Num(dayNumber(a) - dayNumber(b));
