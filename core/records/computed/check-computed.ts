// May a computed field be as somebody wrote it? Types, places and circles are looked at before anything is saved.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { compile } from "../expressions/compile.ts";
import { formulaScope } from "../expressions/kind-scope.ts";
import type { Field, FieldSchema } from "../fields/field.ts";
import { isComputed } from "../fields/value-schema.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { problemAt } from "../store/validate.ts";
import { formulaIn, formulasOf } from "./formulas.ts";
import { resultTypes } from "./result.ts";
import { type Rollup, ways } from "./rollup.ts";
import { canHold, leadsTo, unreadIn } from "./rollup-fit.ts";
import { rollupIn, watchedBy } from "./rollups.ts";

/** A field under way: what it will be called, and its schema as sent. */
export interface Wanted {
  readonly path: string;
  readonly schema: FieldSchema;
}

/** The kind a computed field is to stand in, all kinds, and the kinds as whoever wants it sees them. */
export interface Around {
  readonly kind: Kind;
  readonly kinds: KindsSeen;
  readonly seen: KindsSeen;
}

/** Throws Invalid unless the field is no computed one, or a sound one. A field the actor does not see is an unknown one. */
export function refuseUnsound(around: Around, wanted: Wanted): void {
  if (!isComputed(wanted.schema)) return;
  const problems =
    wanted.schema["x-type"] === "formula" ? formulaProblems(around, wanted) : rollupProblems(around, wanted);
  if (problems.length > 0) throw new Invalid(problems, "fields.invalid");
}

const resultType = ({ "x-result": result }: FieldSchema): unknown => (isObject(result) ? result["x-type"] : undefined);

function formulaProblems({ kind, seen }: Around, { path, schema }: Wanted): Problem[] {
  const source = formulaIn({ schema });
  if (source === undefined) return [problemAt("x-formula", "required")];
  const read = compile(source, formulaScope(seen.get(kind.name)));
  if (!read.ok) {
    const { code, line, column, values } = read.mistake;
    return [problemAt("x-formula", code, { ...values, line, column })];
  }
  const { type, uses } = read.expression;
  const fits = resultTypes[type].includes(String(resultType(schema)));
  if (!fits) return [problemAt("x-result", "result_does_not_fit", { type, result: String(resultType(schema)) })];
  const circle = circleFrom(kind, path, uses);
  return circle ? [problemAt("x-formula", "formula_circle", { circle: circle.join(" → ") })] : [];
}

/** The way from a field through the formulas it uses back to itself. */
function circleFrom(kind: Kind, path: string, uses: ReadonlySet<string>): string[] | undefined {
  const others = new Map(
    formulasOf(kind).map(({ field, expression }) => [field.path, expression?.uses ?? new Set<string>()]),
  );
  const seen = new Set<string>();
  const walk = (at: string, way: readonly string[], next: ReadonlySet<string>): string[] | undefined => {
    if (next.has(path)) return [...way, at, path];
    for (const one of next) {
      if (seen.has(one)) continue;
      seen.add(one);
      const found = walk(one, [...way, at], others.get(one) ?? new Set());
      if (found) return found;
    }
    return undefined;
  };
  return walk(path, [], uses);
}

function rollupProblems({ kind, kinds, seen }: Around, { schema }: Wanted): Problem[] {
  const rollup = schema["x-rollup"];
  if (!isObject(rollup) || typeof rollup["kind"] !== "string") return [problemAt("x-rollup", "required")];
  const child = seen.find(rollup["kind"]);
  if (!child) return [problemAt("x-rollup", "unknown_kind", { kind: rollup["kind"].slice(0, 60) })];
  const strange = Object.keys(rollup).find((word) => !["kind", "via", "how", "of", "filter"].includes(word));
  if (strange) return [problemAt("x-rollup", "unknown_word", { word: strange.slice(0, 60) })];
  const wanted = rollup as unknown as Rollup;
  const own = { child, whole: kinds.get(child.name) };
  return [...wayProblems(kind, child, wanted), ...ofProblems(own, wanted, schema), ...filterProblems(own, wanted)];
}

/** The kind that is rolled up, as the actor sees it and as it is. */
interface Child {
  readonly child: Kind;
  readonly whole: Kind;
}

function wayProblems(kind: Kind, child: Kind, { via, how }: Rollup): Problem[] {
  if (!leadsTo(kind, child, via))
    return [problemAt("x-rollup", "rollup_no_way", { field: String(via).slice(0, 80), kind: kind.name })];
  return ways.includes(how) ? [] : [problemAt("x-rollup", "not_an_option", { value: String(how).slice(0, 40) })];
}

function ofProblems({ child, whole }: Child, { how, of }: Rollup, schema: FieldSchema): Problem[] {
  const result = String(resultType(schema));
  if (how === "count") return result === "integer" ? [] : [unfit("number", result)];
  const field = child.fields.find(({ path }) => path === of);
  if (!field || field.maskedFrom !== undefined)
    return [problemAt("x-rollup", "unknown_field", { field: String(of).slice(0, 80) })];
  if (isRolledUp(whole, field)) return [problemAt("x-rollup", "rollup_of_rollup", { field: field.path })];
  return canHold(field, how, result) ? [] : [unfit(field.type.name, result)];
}

const unfit = (type: string, result: string): Problem => problemAt("x-result", "result_does_not_fit", { type, result });

/** What rests on a roll-up would need one write after the other through all of them: that is refused. */
function isRolledUp(kind: Kind, field: Field): boolean {
  if (rollupIn(field)) return true;
  const formula = formulasOf(kind).find((one) => one.field.path === field.path);
  return [...(formula?.expression?.uses ?? [])].some((path) => {
    const used = kind.byPath.get(path);
    return used !== undefined && isRolledUp(kind, used);
  });
}

/** A filter has to mean the same tomorrow and for everybody. */
function filterProblems({ child, whole }: Child, rollup: Rollup): Problem[] {
  const { filter } = rollup;
  if (filter === undefined) return [];
  const text = JSON.stringify(filter);
  if (/"op":"within"|"value":"me"/.test(text)) return [problemAt("x-rollup", "rollup_filter_moves")];
  const rolled = watchedBy(rollup).find((path) => {
    const field = child.byPath.get(path);
    return field !== undefined && isRolledUp(whole, field);
  });
  if (rolled) return [problemAt("x-rollup", "rollup_of_rollup", { field: rolled })];
  const unread = unreadIn(child, filter);
  return unread === undefined ? [] : [problemAt("x-rollup", "rollup_bad_filter", { field: unread })];
}
