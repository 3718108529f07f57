import type { Problem } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Crumb, PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import type { Choices } from "./choices.ts";
import type { PageContext } from "./display.ts";
import { type InputView, inputView } from "./inputs.ts";
import { manyOf, oneOf } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { editableFields } from "./read-form.ts";
import { pointerOf, titleOf } from "./values.ts";

export interface FormFacts {
  readonly kind: Kind;
  /** The record being edited; undefined for a new one. */
  readonly record: Rec | undefined;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
}

export interface FormSection {
  readonly title: string | null;
  readonly inputs: readonly InputView[];
}

export interface FormView extends PageView {
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
  /** Sentences about the record as a whole. */
  readonly general: readonly string[];
  readonly wrong: number;
}

/** The form of a new or an old record, with what was typed and what is wrong with it. */
export function formView({ kind, record, typed, choices, problems }: FormFacts, context: PageContext): FormView {
  const { reader } = context;
  const fields = editableFields(kind);
  const autofocus = fields.find((field) => hasProblem(field, problems))?.path ?? fields[0]?.path;
  const inputs = fields.map((field) => ({ field, input: inputView(field, typed, { ...context, choices, problems, autofocus }) }));
  const path = `/${kind.plural}`;
  return {
    title: record ? reader.say("records.edit.title", { title: titleOf(record, kind.titleField) }) : reader.say("records.new.title", { one: oneOf(kind, reader) }),
    where: manyOf(kind, reader),
    breadcrumb: crumbs(kind, record, reader),
    action: record ? `${path}/${record.id}` : path,
    cancel: record ? `${path}/${record.id}` : path,
    sections: sectionsOf(inputs, reader),
    was: typed.get("was") ?? "",
    version: record ? (typed.get("version") ?? String(record.version)) : "",
    key: typed.get("key") ?? newId(),
    isNew: !record,
    general: problems.filter((problem) => !fields.some((field) => isAbout(field, problem))).map(({ message, values }) => reader.say(message, values)),
    wrong: problems.length,
  };
}

export function crumbs(kind: Kind, record: Rec | undefined, reader: Reader): readonly Crumb[] {
  const list = { label: manyOf(kind, reader), path: `/${kind.plural}` };
  return record ? [list, { label: titleOf(record, kind.titleField), path: `/${kind.plural}/${record.id}` }] : [list];
}

const isAbout = (field: Field, { pointer }: Problem): boolean => pointer === pointerOf(field) || pointer.startsWith(`${pointerOf(field)}/`);

const hasProblem = (field: Field, problems: readonly Problem[]): boolean => problems.some((problem) => isAbout(field, problem));

/** Sections in the order in which their first field stands. */
function sectionsOf(inputs: readonly { field: Field; input: InputView }[], reader: Reader): FormSection[] {
  const groups = Map.groupBy(inputs, ({ field }) => field.schema["x-section"] ?? "");
  const titled = (key: string) => (key === "" ? null : reader.say(key));
  return [...groups].map(([key, group]) => ({ title: titled(key), inputs: group.map(({ input }) => input) }));
}
