// A form that follows its rules while somebody types: which boxes ask the server, and what the form carries for that.
import { isObject } from "../../kernel/json.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { rulesOf } from "../rules/compiled.ts";
import type { Ruled } from "./as-ruled.ts";
import { fieldLabel } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { pointerOf } from "./values.ts";

/** Whose form it is: that of a new record also unlocks fields, one that is there is locked as it stands. */
interface Deciding {
  readonly isNew: boolean;
  /** Paths that decide for reasons of the layout. */
  readonly more?: readonly string[];
}

/** Paths of the fields that decide which others are there, needed or locked; `kind` as a whole, whoever looks. */
export function decidingFields(kind: Kind, { isNew, more = [] }: Deciding): ReadonlySet<string> {
  const { visible, required, readOnly } = rulesOf(kind).of;
  const rules = [...visible, ...required, ...(isNew ? readOnly : [])];
  const staged = rules.some(({ stage }) => stage !== null) || kind.hooks?.place !== undefined;
  return new Set([
    ...rules.flatMap(({ looksAt, field }) => [...looksAt].filter((path) => path !== field)),
    ...(staged && kind.boardField ? [kind.boardField] : []),
    ...more,
  ]);
}

interface Entry {
  readonly name: string;
  readonly value: string;
}

/** What a form carries to follow its rules. */
export interface LiveView {
  /** Address that answers with the boxes as rules leave them; null when nothing decides about others. */
  readonly live: string | null;
  /** What stands in boxes that are not there now. */
  readonly kept: readonly Entry[];
  readonly boxes: string;
  readonly told: string;
  /** What has just changed in the form, in words. */
  readonly news: string | null;
}

export interface LiveFacts {
  readonly kind: Kind;
  /** Those with a box. */
  readonly fields: readonly Field[];
  readonly at: string;
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
  readonly ruled: Pick<Ruled, "hidden" | "folded">;
  readonly decides: ReadonlySet<string>;
}

export const liveView = (facts: LiveFacts, reader: Reader): LiveView => ({
  live: facts.decides.size > 0 ? facts.at : null,
  kept: keptFor([...facts.ruled.hidden, ...facts.ruled.folded], facts.typed),
  boxes: boxesText(facts.fields),
  told: toldText(facts.fields, facts.problems, reader),
  news: newsOf(facts.typed.get("boxes"), facts.kind, facts.fields, reader),
});

/** What stands in boxes that are not there now: carried along, so that it is there again when they are. */
const keptFor = (fields: readonly Field[], typed: URLSearchParams): readonly Entry[] =>
  [...typed]
    .filter(([name]) => fields.some(({ path }) => name === path || name.startsWith(`${path}.`)))
    .map(([name, value]) => ({ name, value }));

/** The boxes of a form by path, needed ones with a mark, to see afterwards what has changed. */
const boxesText = (fields: readonly Field[]): string =>
  fields.map(({ path, required }) => (required ? `${path}!` : path)).join(" ");

/** What a change of the form means for whoever does not see it: boxes that came, went, or are needed now. */
function newsOf(before: string | null, kind: Kind, fields: readonly Field[], reader: Reader): string | null {
  if (before === null) return null;
  const [was, now] = [new Set(before.split(" ")), new Set(boxesText(fields).split(" "))];
  const paths = (some: ReadonlySet<string>) => new Set([...some].map((one) => one.replace("!", "")).filter(Boolean));
  const [stood, stand] = [paths(was), paths(now)];
  const needed = [...now].filter((one) => one.endsWith("!") && !was.has(one)).map((one) => one.slice(0, -1));
  const say = (what: string, some: readonly string[]): string[] => {
    const labels = some.flatMap((path) => kind.byPath.get(path) ?? []).map((field) => fieldLabel(field, reader));
    return labels.length === 0 ? [] : [reader.say(`records.form.${what}`, { fields: labels.join(", ") })];
  };
  const news = [
    ...say(
      "came",
      [...stand].filter((path) => !stood.has(path)),
    ),
    ...say(
      "went",
      [...stood].filter((path) => !stand.has(path)),
    ),
    ...say(
      "needed",
      needed.filter((path) => stood.has(path)),
    ),
  ];
  return news.length === 0 ? null : news.join(" ");
}

/** Sentences beside boxes, as the form carries them on: they stay until it is sent again. */
const toldText = (fields: readonly Field[], problems: readonly Problem[], { say }: Reader): string => {
  const told = problems
    .filter(({ pointer }) => fields.some((field) => pointer.startsWith(pointerOf(field))))
    .map(({ pointer, message, values }) => ({ pointer, text: say(message, values) }));
  return told.length === 0 ? "" : JSON.stringify(told);
};

/** What the form carried on; what somebody else wrote into it is no problem. */
export function toldIn(typed: URLSearchParams): readonly Problem[] {
  try {
    const told: unknown = JSON.parse(typed.get("told") || "[]");
    return (Array.isArray(told) ? told : []).flatMap((one) => {
      const { pointer, text } = isObject(one) ? one : {};
      if (typeof pointer !== "string" || typeof text !== "string") return [];
      return [{ pointer, code: "rule_says", message: "problem.rule_says", values: { text } }];
    });
  } catch {
    return [];
  }
}
