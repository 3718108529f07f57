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

  /** What most cells prove; null when the column proves nothing. */
  #order(): DateOrder | null {
    const { ymd, dmy, mdy } = this.#proofs;
    if (ymd > dmy + mdy + this.#either) return "ymd";
    if (dmy > mdy) return "dmy";
    if (mdy > 0) return "mdy";
    if (ymd > 0) return "ymd";
    // Nobody writes the month first with dots, so dots alone settle it.
    return this.#either > 0 && this.#dotted === this.#either ? "dmy" : null;
  }

  facts(): DateFacts {
    const { ymd, dmy, mdy } = this.#proofs;
    const order = this.#order();
    const [min, max] = (order && this.#ranges.get(order)) ?? ["", ""];
    const proven = order ? this.#proofs[order] : 0;
    return {
      count: this.count,
      order,
      proven,
      either: this.#either,
      against: ymd + dmy + mdy - proven,
      min,
      max,
      withTime: this.#withTime,
    };
  }
}
