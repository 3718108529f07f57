import type { Problem } from "../../kernel/errors.ts";
import type { PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { carried } from "./bulk-selection.ts";
import type { Choices } from "./choices.ts";
import type { PageContext } from "./display.ts";
import { crumbs } from "./form.view.ts";
import type { InputView } from "./input-view.ts";
import { inputView } from "./inputs.ts";
import { fieldLabel, manyOf } from "./labels.ts";
import { listAt } from "./list-ask.ts";
import { editableFields } from "./read-form.ts";

export type BulkWork = "assign" | "edit" | "tag";

export interface BulkFacts {
  readonly kind: Kind;
  readonly work: BulkWork;
  readonly field: Field | undefined;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly count: string;
  readonly problems: readonly Problem[];
}

export interface BulkView extends PageView {
  readonly action: string;
  readonly cancel: string;
  readonly work: BulkWork;
  readonly field: string | null;
  readonly input: InputView | null;
  readonly fields: readonly { readonly value: string; readonly label: string }[];
  /** Which records, carried from step to step. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly general: readonly string[];
}

/** What is to be done with the selected records. */
export function bulkView(
  { kind, work, field, typed, choices, count, problems }: BulkFacts,
  context: PageContext,
): BulkView {
  const { reader } = context;
  const input =
    field && inputView(field, typed, { ...context, choices, problems, autofocus: field.path, prefix: "bulk" });
  return {
    title: reader.say(`records.bulk.${work}.title`, { count }),
    where: manyOf(kind, reader),
    breadcrumb: crumbs(kind, undefined, reader),
    action: `/${kind.plural}/bulk`,
    cancel: listAt(kind.plural, typed.get("in") ?? ""),
    work,
    field: field?.path ?? null,
    input: input ? { ...input, required: false } : null,
    fields: bulkFields(kind).map((one) => ({ value: one.path, label: fieldLabel(one, reader) })),
    kept: carried(typed),
    general: input?.problem ? [] : problems.map(({ message, values }) => reader.say(message, values)),
  };
}

/** Fields it makes sense to give many records the same value in. */
const bulkFields = (kind: Kind): readonly Field[] =>
  editableFields(kind).filter(
    (field) => field.path !== kind.titleField && !["channels", "json", "file"].includes(field.type.name),
  );
