// What the rules of a kind say about one change. Every way in comes through here: form, cell, board, bulk, import, REST, job.
import { breathe } from "../../kernel/breathe.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { Actor } from "../../kernel/actor.ts";
import { sees } from "../access/seen-values.ts";
import type { Facts } from "../expressions/expression.ts";
import { isEmpty } from "../expressions/kind-scope.ts";
import type { Kind } from "../kind.ts";
import type { Draft } from "../record.ts";
import { valueAt } from "../store/draft.ts";
import { problemAt } from "../store/validate.ts";
import { type CompiledRule, rulesOf } from "./compiled.ts";
import { isForTeam, isMeant, isReached } from "./meant.ts";
import type { Place } from "./place.ts";

export interface Judged {
  readonly kind: Kind;
  /** The kind as the actor sees it. */
  readonly seen: Kind;
  readonly draft: Draft;
  readonly actor: Actor;
  /** Where days begin. */
  readonly zone: string;
  readonly place: Place | undefined;
  /** What was asked for, by path, before hooks added to it. */
  readonly asked: ReadonlyMap<string, unknown>;
}

export interface Verdict {
  readonly problems: readonly Problem[];
  /** What a stage asks of those who enter it: whoever may force a record in, passes. */
  readonly atDoor: readonly Problem[];
  /** Paths of fields that are not there for this record. */
  readonly hidden: ReadonlySet<string>;
}

/** Holds all rules against a change. Between two conditions others have their turn. */
export async function judge(judged: Judged): Promise<Verdict> {
  const hidden = await hiddenFields(judged);
  const here = new Judging(judged, hidden);
  return { hidden, problems: [...(await here.writes()), ...(await here.stays())], atDoor: await here.enters() };
}

/** Fields that some rule hides from this record as it will be. */
export async function hiddenFields(judged: Judged): Promise<ReadonlySet<string>> {
  const rules = rulesOf(judged.kind).of.visible;
  if (rules.length === 0) return none;
  const facts = factsOf(judged, (path) => judged.draft.get(path));
  const hiding = await those(judged, rules, async (rule) => !(await isShown(rule, judged, facts)));
  return new Set(hiding.map((rule) => String(rule.field)));
}

/** The rules of which this is true, one after the other; what rests, or is not meant for such a record, is not asked. */
async function those(judged: Judged, rules: readonly CompiledRule[], holds: (rule: CompiledRule) => Promise<boolean>) {
  const found: CompiledRule[] = [];
  for (const rule of rules.filter((one) => isMeant(one, judged)))
    if (!(await isResting(rule)) && (await holds(rule))) found.push(rule);
  return found;
}

/** True when the condition makes no sense any more: a field it looks at has got another type. */
async function isResting({ condition, test }: CompiledRule): Promise<boolean> {
  if (condition === null) return false;
  await breathe();
  return test() === undefined;
}

const none: ReadonlySet<string> = new Set();

async function isShown(rule: CompiledRule, judged: Judged, facts: Facts): Promise<boolean> {
  if (!isForTeam(rule, judged.actor, true)) return false;
  if (rule.stage !== null && !judged.place?.reached(rule.stage)) return false;
  return (await answerOf(rule, facts)) === true;
}

/** Fields that some rule locks on this record as it stands. A new one stands as its defaults make it, and is to stand as it is sent: it is locked by what holds for both. */
export async function lockedFields(judged: Judged): Promise<ReadonlyMap<string, CompiledRule>> {
  const rules = rulesOf(judged.kind).of.readOnly;
  if (rules.length === 0) return unlocked;
  const { kind, draft, place, actor } = judged;
  const standing = (path: string): unknown =>
    draft.before ? valueAt(draft.before, path) : (kind.byPath.get(path)?.schema.default ?? null);
  const sides = [standing, ...(draft.before ? [] : [(path: string) => draft.get(path)])];
  const facts = sides.map((get) => factsOf(judged, get));
  const holding = await those(
    judged,
    rules,
    async (rule) =>
      isForTeam(rule, actor, false) &&
      (rule.stage === null || place?.stood(rule.stage) === true) &&
      (await holdsFor(rule, facts)),
  );
  return new Map(holding.map((rule) => [String(rule.field), rule]));
}

async function holdsFor(rule: CompiledRule, sides: readonly Facts[]): Promise<boolean> {
  for (const facts of sides) if ((await answerOf(rule, facts)) === false) return false;
  return true;
}

const unlocked: ReadonlyMap<string, CompiledRule> = new Map();

const factsOf = ({ zone, actor }: Judged, get: Facts["get"]): Facts => ({ get, zone, actor, now: Date.now() });

/** Undefined when there is no answer: the condition cannot be worked out for this record. Then a rule rather holds. */
async function answerOf({ condition, test }: CompiledRule, facts: Facts): Promise<boolean | undefined> {
  if (condition === null) return true;
  await breathe();
  const outcome = test()?.run(facts);
  return outcome?.ok ? outcome.value === true : undefined;
}

/** Fields that have to be filled in before this record may be saved. */
export async function neededFields(judged: Judged): Promise<ReadonlySet<string>> {
  const facts = factsOf(judged, (path) => judged.draft.get(path));
  const due = await those(
    judged,
    rulesOf(judged.kind).of.required,
    async (rule) =>
      isForTeam(rule, judged.actor, false) && isReached(rule, judged) && (await answerOf(rule, facts)) !== false,
  );
  return new Set([...due.map(({ field }) => String(field)), ...askedFor(judged)]);
}

/** What the stage asks for, as far as the fields are there. */
const askedFor = ({ kind, place }: Judged): readonly string[] =>
  (place?.needs ?? []).flatMap((path) => kind.byPath.get(path)?.path ?? []);

const isAbout = (rule: CompiledRule, judged: Judged): boolean => isMeant(rule, judged) && isReached(rule, judged);

/** True when a record, as it stands, breaks a rule: something is missing, or does not fit together. Whose team it is about does not matter. */
export async function breaksRule(rule: CompiledRule, judged: Judged): Promise<boolean> {
  if (!isAbout(rule, judged) || (await isResting(rule))) return false;
  if (rule.field !== null && (await hiddenFields(judged)).has(rule.field)) return false;
  const answer = await answerOf(
    rule,
    factsOf(judged, (path) => judged.draft.get(path)),
  );
  if (rule.effect === "valid") return answer !== true;
  return rule.effect === "required" && answer !== false && isEmpty(judged.draft.get(String(rule.field)));
}

class Judging {
  readonly #judged: Judged;
  readonly #hidden: ReadonlySet<string>;
  readonly #facts: Facts;

  constructor(judged: Judged, hidden: ReadonlySet<string>) {
    this.#judged = judged;
    this.#hidden = hidden;
    this.#facts = factsOf(judged, (path) => judged.draft.get(path));
  }

  /** What was asked for and may not be written. */
  async writes(): Promise<Problem[]> {
    const locked = await lockedFields(this.#judged);
    return [...this.#judged.asked].flatMap(([path, value]) => {
      const rule = locked.get(path);
      if (rule && this.#isWish(path, value)) return [this.#problem(rule, path, "read_only_by_rule")];
      if (this.#hidden.has(path) && !isEmpty(value)) return [problemAt(path, "hidden_by_rule", { field: path })];
      return [];
    });
  }

  /** A new record's defaults and its owner were nobody's wish. */
  #isWish(path: string, value: unknown): boolean {
    const { kind, draft, actor } = this.#judged;
    if (draft.before) return true;
    const given = kind.byPath.get(path)?.schema.default;
    return !isEmpty(value) && value !== given && !(path === kind.ownerField && value === actor.id);
  }

  /** What must hold wherever the record stands. */
  async stays(): Promise<Problem[]> {
    const { place, draft } = this.#judged;
    const emptied = place?.entering === false ? askedFor(this.#judged).filter((path) => draft.touches(path)) : [];
    return [...this.#missing(emptied), ...(await this.#broken((rule) => !this.#isAtDoor(rule)))];
  }

  /** What is asked of a record that enters its stage. */
  async enters(): Promise<Problem[]> {
    const { place } = this.#judged;
    if (!place?.entering) return [];
    return [...this.#missing(askedFor(this.#judged)), ...(await this.#broken((rule) => this.#isAtDoor(rule)))];
  }

  #isAtDoor({ stage, old }: CompiledRule): boolean {
    return this.#judged.place?.entering === true && (stage !== null || old === "stage");
  }

  #missing(paths: readonly string[]): Problem[] {
    const { draft, place } = this.#judged;
    const open = paths.filter((path) => !this.#hidden.has(path) && isEmpty(draft.get(path)));
    return open.map((path) => problemAt(path, "required_at_stage", { field: path, stage: place?.name ?? "" }));
  }

  async #broken(wanted: (rule: CompiledRule) => boolean): Promise<Problem[]> {
    const { required, valid } = rulesOf(this.#judged.kind).of;
    const holds = async (rule: CompiledRule) => wanted(rule) && this.#isDue(rule) && this.#isInForce(rule);
    const found: Problem[] = [];
    for (const rule of await those(this.#judged, required, holds)) found.push(...(await this.#required(rule)));
    for (const rule of await those(this.#judged, valid, holds)) found.push(...(await this.#valid(rule)));
    return found;
  }

  /** Old rows meet a rule when it says so; new ones always. */
  #isDue({ old, looksAt }: CompiledRule): boolean {
    const { draft, place } = this.#judged;
    if (!draft.before || old === "touch") return true;
    if (old === "stage" && place?.entering) return true;
    return draft.values.keys().some((path) => looksAt.has(path));
  }

  #isInForce(rule: CompiledRule): boolean {
    const { actor, place } = this.#judged;
    return isForTeam(rule, actor, false) && (rule.stage === null || place?.reached(rule.stage) === true);
  }

  async #required(rule: CompiledRule): Promise<Problem[]> {
    const { draft } = this.#judged;
    const path = String(rule.field);
    if (this.#hidden.has(path) || !isEmpty(draft.get(path))) return [];
    const answer = await answerOf(rule, this.#facts);
    if (answer === false) return [];
    return [this.#problem(rule, path, answer ? "required_by_rule" : "rule_not_computable")];
  }

  async #valid(rule: CompiledRule): Promise<Problem[]> {
    const answer = await answerOf(rule, this.#facts);
    if (answer === true || (rule.field !== null && this.#hidden.has(rule.field))) return [];
    const at = rule.field ?? "";
    if (answer === undefined) return [this.#problem(rule, at, "rule_not_computable")];
    const said =
      rule.message?.[this.#judged.actor.language] ?? rule.message?.["en"] ?? Object.values(rule.message ?? {})[0];
    return [said ? this.#problem(rule, at, "rule_says", { text: said }) : this.#problem(rule, at, "rule_broken")];
  }

  /** A rule that looks at what the actor may not see is not named, nor are its words: they would tell of it. */
  #problem(rule: CompiledRule, path: string, code: string, values: Readonly<Record<string, unknown>> = {}): Problem {
    const isSeen = [...rule.looksAt].every((one) => sees(this.#judged.seen, one));
    const unnamed = code === "required_by_rule" ? "required" : "beyond_sight";
    const problem = isSeen
      ? problemAt(path, code, { ...(path && { field: path }), rule: rule.name, ...values })
      : problemAt(path, unnamed, { field: path });
    return path === "" ? { ...problem, pointer: "" } : problem;
  }
}
