// What rules would have told of, and what they would have been silent about.
import { BadRequest } from "../../../kernel/errors.ts";
import type { RuleName } from "../rule.ts";
import type { RulesNow } from "../rule-settings.ts";

/** Something a rule would have told of, at a moment. */
export interface Noted {
  readonly rule: RuleName;
  readonly userId: string;
  readonly subject: string | null;
  /** As the database writes moments. */
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** More is not held: such rules tell of nearly everything. */
const MOST = 20_000;
export const HOUR = 3_600_000;

export class Told {
  readonly #rules: RulesNow;
  readonly #last = new Map<string, number>();
  readonly #noted: Noted[] = [];

  /** `before`: what was told of before the first moment, the oldest first. */
  constructor(rules: RulesNow, before: readonly Noted[]) {
    this.#rules = rules;
    for (const one of before) this.#last.set(keyOf(one), Date.parse(one.at));
  }

  get noted(): readonly Noted[] {
    return this.#noted;
  }

  /** Tells of it, unless the rule is off or told of it lately. Of the same person and subject in the order of time. */
  note(noted: Noted): void {
    if (this.isSilent(noted)) return;
    if (this.#noted.length >= MOST) throw new BadRequest("alerts.trial_too_many", { most: MOST });
    this.#last.set(keyOf(noted), Date.parse(noted.at));
    this.#noted.push(noted);
  }

  isSilent(noted: Omit<Noted, "detail">): boolean {
    const { action, pause } = this.#rules[noted.rule];
    const last = this.#last.get(keyOf(noted));
    return action === "none" || (last !== undefined && last > Date.parse(noted.at) - pause * HOUR);
  }
}

/** What the same is: a rule, a person, and what it is about. */
export const keyOf = ({ rule, userId, subject }: Pick<Noted, "rule" | "userId" | "subject">): string =>
  `${rule} ${userId} ${subject ?? ""}`;
