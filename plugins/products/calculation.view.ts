// What comes of a calculation, as pages show it.
import { type Actor, actorOf, type Context, type Reading, type Rec, relatedIn, say } from "trellis/sdk";
import { exact, isMoney, money } from "./exact.ts";

export interface SheetReader {
  readonly actor: Actor;
  readonly reading: Reading;
  say(key: string, values?: Readonly<Record<string, unknown>>): string;
}

/** Whoever asks, for the boxes of a sheet; a bare number of money is in this currency. */
export const readerOf = (ctx: Context, currency = ""): SheetReader =>
  readerFor(actorOf(ctx), (key, values) => say(ctx, key, values), currency);

export const readerFor = (actor: Actor, say: SheetReader["say"], currency = ""): SheetReader => ({
  actor,
  reading: { language: actor.language, timeZone: actor.timeZone, currency, country: "" },
  say,
});

/** Lines that would be written, and what they come to. */
export function linesView(lines: readonly Rec[], wrong: readonly string[]) {
  const totals = lines.flatMap((line) => (isMoney(line["total"]) ? [line["total"]] : []));
  const sum = totals.reduce((all, { amount }) => all.plus(amount), exact(0));
  const [first] = totals;
  return {
    lines: lines.map((line) => ({
      name: String(line["name"]),
      quantity: String(line["quantity"]),
      unit: relatedIn(line, "unit")?.title ?? null,
      price: isMoney(line["price"]) ? line["price"] : null,
      total: isMoney(line["total"]) ? line["total"] : null,
    })),
    sum: first ? money(sum, first.currency) : null,
    wrong,
  };
}
