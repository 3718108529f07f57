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
  const hiding = await those(rules, async (rule) => !(await isShown(rule, judged, facts)));
  return new Set(hiding.map((rule) => String(rule.field)));
}

/** The rules of which this is true, one after the other. */
async function those(rules: readonly CompiledRule[], holds: (rule: CompiledRule) => Promise<boolean>) {
  const found: CompiledRule[] = [];
  for (const rule of rules) if (await holds(rule)) found.push(rule);
  return found;
}

const none: ReadonlySet<string> = new Set();

async function isShown(rule: CompiledRule, judged: Judged, facts: Facts): Promise<boolean> {
  if (!isForTeam(rule, judged.actor, true)) return false;
  if (rule.stage !== null && !judged.place?.reached(rule.stage)) return false;
  return (await answerOf(rule, facts)) === true;
}

/** Fields that some rule locks on this record as it stands; a new one stands as its defaults make it. */
export async function lockedFields(judged: Judged): Promise<ReadonlyMap<string, CompiledRule>> {
  const rules = rulesOf(judged.kind).of.readOnly;
  if (rules.length === 0) return unlocked;
  const { kind, draft, place, actor } = judged;
  const standing = (path: string): unknown =>
    draft.before ? valueAt(draft.before, path) : (kind.byPath.get(path)?.schema.default ?? null);
  const facts = factsOf(judged, standing);
  const holding = await those(
    rules,
    async (rule) =>
      isForTeam(rule, actor, false) &&
      (rule.stage === null || place?.stood(rule.stage) === true) &&
      (await answerOf(rule, facts)) !== false,
  );
  return new Map(holding.map((rule) => [String(rule.field), rule]));
}

const unlocked: ReadonlyMap<string, CompiledRule> = new Map();

// Work that no person started is in no team: what is hidden from others is not hidden from it.
const isForTeam = ({ teams }: CompiledRule, actor: Actor, system: boolean): boolean =>
  teams.length === 0 || (actor.kind === "system" ? system : teams.some((team) => actor.teamIds.includes(team)));

const factsOf = ({ zone, actor }: Judged, get: Facts["get"]): Facts => ({ get, zone, actor, now: Date.now() });

/** Undefined when there is no answer: the condition cannot be read, or cannot be worked out. */
async function answerOf({ condition, test }: CompiledRule, facts: Facts): Promise<boolean | undefined> {
  if (condition === null) return true;
  await breathe();
  const outcome = test()?.run(facts);
  // Rather than let things pass, a rule holds that cannot be read any more.
  if (!outcome) return undefined;
  return outcome.ok ? outcome.value === true : undefined;
}

/** Fields that have to be filled in before this record may be saved. */
export async function neededFields(judged: Judged): Promise<ReadonlySet<string>> {
  const facts = factsOf(judged, (path) => judged.draft.get(path));
  const due = await those(
    rulesOf(judged.kind).of.required,
    async (rule) =>
      isForTeam(rule, judged.actor, false) && isReached(rule, judged) && (await answerOf(rule, facts)) !== false,
  );
  return new Set([...due.map(({ field }) => String(field)), ...(judged.place?.needs ?? [])]);
}

const isReached = ({ stage }: CompiledRule, { place }: Judged): boolean =>
  stage === null || place?.reached(stage) === true;

/** True when a record, as it stands, breaks a rule: something is missing, or does not fit together. Whose team it is about does not matter. */
export async function breaksRule(rule: CompiledRule, judged: Judged): Promise<boolean> {
  if (!isReached(rule, judged)) return false;
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
    const emptied = place && !place.entering ? place.needs.filter((path) => draft.touches(path)) : [];
    return [...this.#missing(emptied), ...(await this.#broken((rule) => !this.#isAtDoor(rule)))];
  }

  /** What is asked of a record that enters its stage. */
  async enters(): Promise<Problem[]> {
    const { place } = this.#judged;
    if (!place?.entering) return [];
    return [...this.#missing(place.needs), ...(await this.#broken((rule) => this.#isAtDoor(rule)))];
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
    const holds = (rule: CompiledRule) => wanted(rule) && this.#isDue(rule) && this.#isInForce(rule);
    const found: Problem[] = [];
    for (const rule of required.filter(holds)) found.push(...(await this.#required(rule)));
    for (const rule of valid.filter(holds)) found.push(...(await this.#valid(rule)));
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
