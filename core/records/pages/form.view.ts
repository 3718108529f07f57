import type { Problem } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Crumb, PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { sectionsFor } from "../layouts/arrange.ts";
import type { Rec } from "../record.ts";
import type { Ruled } from "./as-ruled.ts";
import type { Choices } from "./choices.ts";
import { type PageContext, shownText, shownValue } from "./display.ts";
import type { InputView } from "./input-view.ts";
import { inputView, lockedInput } from "./inputs.ts";
import { type LiveView, liveView } from "./live-form.ts";
import { labelText, manyOf, oneOf } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { editableFields } from "./read-form.ts";
import { pointerOf, titleOf, valueAt } from "./values.ts";

export interface FormFacts {
  readonly kind: Kind;
  /** The record being edited; undefined for a new one. */
  readonly record: Rec | undefined;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  /** What rules have taken away, and what they lock. */
  readonly ruled: Pick<Ruled, "hidden" | "locked" | "folded">;
  /** Fields that decide about others. */
  readonly decides: ReadonlySet<string>;
  /** True for the answer to somebody who is typing: the cursor stays where it is. */
  readonly typing?: boolean;
}

export interface FormSection {
  readonly title: string | null;
  readonly columns: 1 | 2;
  readonly inputs: readonly InputView[];
  /** Folded away in a section of very many. */
  readonly more: readonly InputView[];
  readonly open: boolean;
}

export interface FormView extends PageView, LiveView {
  readonly action: string;
  readonly cancel: string;
  readonly sections: readonly FormSection[];
  /** What the form showed at first, to find out what was changed in it. */
  readonly was: string;
  /** The version it was filled from; empty for a new record. */
  readonly version: string;
  /** Sent twice, written once. */
  readonly key: string;
  readonly isNew: boolean;
  /** Has a box for files. */
  readonly files: boolean;
  /** Sentences about the record as a whole. */
  readonly general: readonly string[];
  readonly wrong: number;
}

/** The form of a new or an old record, with what was typed and what is wrong with it. */
export function formView(facts: FormFacts, context: PageContext): FormView {
  const { kind, record, typed, problems } = facts;
  const path = record ? `/${kind.plural}/${record.id}` : `/${kind.plural}`;
  return {
    title: formTitle(facts, context.reader),
    where: manyOf(kind, context.reader),
    breadcrumb: crumbs(kind, record, context.reader),
    action: path,
    cancel: path,
    sections: sectionsOf(facts, context),
    was: typed.get("was") ?? "",
    version: typed.get("version") ?? String(record?.version ?? ""),
    key: typed.get("key") ?? newId(),
    isNew: !record,
    files: editableFields(kind).some((field) => field.type.name === "file"),
    general: generalProblems(facts, context.reader),
    wrong: problems.length,
    ...liveView({ ...facts, fields: boxesOf(facts), at: `${path}/form` }, context.reader),
  };
}

/** What is wrong is shown wherever it stands. */
const isFolded = (field: Field, { ruled, problems }: Pick<FormFacts, "ruled" | "problems">): boolean =>
  ruled.folded.some(({ path }) => path === field.path) && !hasProblem(field, problems);

const boxesOf = (facts: FormFacts): readonly Field[] =>
  editableFields(facts.kind).filter((field) => !isFolded(field, facts));

const formTitle = ({ kind, record }: FormFacts, reader: Reader): string =>
  record
    ? reader.say("records.edit.title", { title: titleOf(record, kind.titleField) })
    : reader.say("records.new.title", { one: oneOf(kind, reader) });

/** What is wrong and belongs to no field of the form. */
function generalProblems({ kind, problems }: FormFacts, reader: Reader): readonly string[] {
  const fields = editableFields(kind);
  const left = problems.filter((problem) => !fields.some((field) => isAbout(field, problem)));
  return left.map(({ message, values }) => reader.say(message, values));
}

/** The way to a record: its list, and the record itself where the page is about a part of it. */
export function crumbs(kind: Kind, record: Rec | undefined, reader: Reader): readonly Crumb[] {
  const list = { label: manyOf(kind, reader), path: `/${kind.plural}` };
  return record ? [list, { label: titleOf(record, kind.titleField), path: `/${kind.plural}/${record.id}` }] : [list];
}

const isAbout = (field: Field, { pointer }: Problem): boolean =>
  pointer === pointerOf(field) || pointer.startsWith(`${pointerOf(field)}/`);

const hasProblem = (field: Field, problems: readonly Problem[]): boolean =>
  problems.some((problem) => isAbout(field, problem));

/** With more fields than this a form is crowded. */
const CROWD = 60;
/** So many stand at the beginning of a crowded section. */
const AT_SIGHT = 40;

/** The sections of the reader's layout. The cursor starts in the first field that is wrong. */
function sectionsOf(facts: FormFacts, context: PageContext): FormSection[] {
  const { kind, typed, choices, problems, ruled, decides } = facts;
  const editable = new Set(editableFields(kind).filter((field) => !isFolded(field, facts)));
  const isLocked = (field: Field): boolean =>
    ruled.locked.has(field.path) && field.schema["x-form"] !== false && !isFolded(field, facts);
  const sections = sectionsFor(kind, context.reader.actor).map((section) => ({
    ...section,
    fields: section.fields.filter(({ field }) => editable.has(field) || isLocked(field)),
  }));
  const fields = sections.flatMap((section) => section.fields.map(({ field }) => field));
  const first = fields.find((field) => hasProblem(field, problems)) ?? fields.find((field) => editable.has(field));
  const autofocus = facts.typing ? undefined : first?.path;
  const crowded = fields.length > CROWD;
  const form = { ...context, choices, problems, autofocus, crowded, decides };
  const box = (field: Field) => (isLocked(field) ? lockedView(field, facts, context) : inputView(field, typed, form));
  return sections
    .filter((section) => section.fields.length > 0)
    .map(({ title, columns, fields: placed }) => ({
      title: title === null ? null : labelText(title, context.reader),
      columns,
      ...folded(placed.map(({ field, full }) => ({ ...box(field), full }))),
    }));
}

/** A value that a rule keeps as it is: shown, with the name of the rule. */
function lockedView(field: Field, { record, ruled, kind }: FormFacts, context: PageContext): InputView {
  const value = record ? valueAt(record, field.path) : field.schema.default;
  const text = shownText(shownValue(value ?? null, field, { ...context, related: record?.related ?? {} }));
  return lockedInput(
    kind.byPath.get(field.path) ?? field,
    { text, rule: ruled.locked.get(field.path) ?? null },
    context.reader,
  );
}

/** The first inputs of a section, and those that are folded away until somebody asks, or one of them is wrong. */
function folded(inputs: readonly InputView[]): Pick<FormSection, "inputs" | "more" | "open"> {
  const more = inputs.length > CROWD ? inputs.slice(AT_SIGHT) : [];
  const open = more.some(({ problem, required, value }) => problem !== null || (required && value === ""));
  return { inputs: inputs.slice(0, inputs.length - more.length), more, open };
}
