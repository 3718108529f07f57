// What somebody opened lately, moved on from one opened record to the next.
import { type Figures, isLate, lookedAt, sequenceOf } from "../judge.ts";
import { QUICK, type Step } from "../rule.ts";
import type { Usual } from "../usual.ts";
import { HOUR } from "./told.ts";

export interface Opening extends Step {
  readonly seq: string;
  /** As the database writes it. */
  readonly moment: string;
  /** Day and minute of the day where they are. */
  readonly day: string;
  readonly minute: number;
}

export class Recent {
  readonly #fine: number;
  readonly #hour: Opening[] = [];
  readonly #counts = new Map<string, number>();
  readonly #newest: Opening[] = [];
  #quick = 0;
  #today: Opening[] = [];
  #records = new Set<string>();
  #late = new Set<string>();
  #weighed = 0;

  /** `fine`: so many one after the other are still no pattern. */
  constructor(fine: number) {
    this.#fine = fine;
  }

  add(opening: Opening): void {
    this.#follow(opening);
    this.#hour.push(opening);
    this.#counts.set(keyOf(opening), (this.#counts.get(keyOf(opening)) ?? 0) + 1);
    const gone = this.#hour.findIndex(({ at }) => at > opening.at - HOUR);
    for (const old of this.#hour.splice(0, gone)) this.#forget(keyOf(old));
    if (this.#today[0]?.day !== opening.day) this.#begin();
    this.#today.push(opening);
    this.#records.add(keyOf(opening));
  }

  /** Different records within the last hour, and today. */
  get hour(): number {
    return this.#counts.size;
  }

  get day(): number {
    return this.#records.size;
  }

  /** Different records opened today outside of these hours; the same hours all day. */
  late(usual: Usual): number {
    for (; this.#weighed < this.#today.length; this.#weighed++) {
      const opening = this.#today[this.#weighed] as Opening;
      if (isLate(opening.minute, usual)) this.#late.add(keyOf(opening));
    }
    return this.#late.size;
  }

  /** Asked of the rule only where enough followed each other quickly. */
  get sequence(): Figures {
    return this.#quick > this.#fine ? sequenceOf(this.#newest.slice(-lookedAt(this.#fine)), this.#fine) : undefined;
  }

  #follow(opening: Opening): void {
    const before = this.#newest.at(-1);
    const isNext = before?.kind === opening.kind && opening.at - before.at < QUICK * 1_000;
    if (!isNext) this.#quick = 1;
    else if (before.recordId !== opening.recordId) this.#quick += 1;
    this.#newest.push(opening);
    if (this.#newest.length > 2 * lookedAt(this.#fine)) this.#newest.splice(0, lookedAt(this.#fine));
  }

  #begin(): void {
    this.#today = [];
    this.#records = new Set();
    this.#late = new Set();
    this.#weighed = 0;
  }

  #forget(key: string): void {
    const left = (this.#counts.get(key) ?? 1) - 1;
    if (left === 0) this.#counts.delete(key);
    else this.#counts.set(key, left);
  }
}

const keyOf = ({ kind, recordId }: Step): string => `${kind} ${recordId}`;
