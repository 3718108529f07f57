import type { DateFacts } from "./column-profile.ts";
import { type DateOrder, type DateText, isoDate, orderOf } from "./date-text.ts";

/** Follows the dates of a column and which order of day and month they prove. */
export class DateScan {
  readonly #proofs = { ymd: 0, dmy: 0, mdy: 0 };
  readonly #ranges = new Map<DateOrder, [string, string]>();
  #either = 0;
  #dotted = 0;
  #withTime = 0;
  count = 0;

  add(date: DateText): boolean {
    const order = orderOf(date);
    if (order === "broken") return false;
    this.count++;
    if (date.time) this.#withTime++;
    if (order === "either") this.#addEither(date);
    else this.#proofs[order]++;
    for (const one of order === "either" ? (["dmy", "mdy"] as const) : [order]) this.#widen(one, isoDate(date, one));
    return true;
  }

  #addEither(date: DateText): void {
    this.#either++;
    if (date.separator === ".") this.#dotted++;
  }

  #widen(order: DateOrder, iso: string | undefined): void {
    if (iso === undefined) return;
    const [min, max] = this.#ranges.get(order) ?? [iso, iso];
    this.#ranges.set(order, [iso < min ? iso : min, iso > max ? iso : max]);
  }

  get withTime(): number {
    return this.#withTime;
  }

  facts(): DateFacts {
    const { ymd, dmy, mdy } = this.#proofs;
    // Nobody writes the month first with dots, so dots alone settle it.
    const guess: DateOrder | null = dmy > mdy ? "dmy" : mdy > 0 ? "mdy" : ymd > 0 ? "ymd" : this.#dotted === this.#either && this.#either > 0 ? "dmy" : null;
    const order = ymd > dmy + mdy + this.#either ? "ymd" : guess;
    const [min, max] = (order && this.#ranges.get(order)) ?? ["", ""];
    const proven = order ? this.#proofs[order] : 0;
    return { count: this.count, order, proven, either: this.#either, against: ymd + dmy + mdy - proven, min, max, withTime: this.#withTime };
  }
}
