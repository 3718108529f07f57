import type { Problem } from "../../kernel/errors.ts";
import type { Crumb, PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import type { EditConflict } from "../store/conflict.ts";
import type { Choices } from "./choices.ts";
import { mineShown } from "./conflict.view.ts";
import { type PageContext, type Piece, shown } from "./display.ts";
import { crumbs } from "./form.view.ts";
import type { InputView } from "./input-view.ts";
import { inputView } from "./inputs.ts";
import { fieldLabel } from "./labels.ts";
import type { Names } from "./people.ts";
import { titleOf } from "./values.ts";

export interface EditorFacts {
  readonly kind: Kind;
  readonly record: Rec;
  readonly field: Field;
  readonly list: string;
  readonly fact: boolean;
  /** The page that the value stands on. */
  readonly back: string;
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
  readonly choices: Choices;
  readonly names: Names;
  readonly conflict?: EditConflict;
}

/** The editor of one value; with both values and names when somebody else changed it meanwhile. */
export interface CellEditor extends PageView {
  readonly breadcrumb: readonly Crumb[];
  readonly action: string;
  readonly cancel: string;
  readonly back: string;
  readonly was: string;
  readonly version: number;
  readonly input: InputView;
  readonly general: readonly string[];
  readonly conflict: {
    readonly field: string;
    readonly other: string;
    readonly at: string;
    readonly mine: readonly Piece[];
    readonly theirs: readonly Piece[];
    readonly kept: readonly { readonly name: string; readonly value: string }[];
  } | null;
}

export function cellEditor(facts: EditorFacts, context: PageContext): CellEditor {
  const { kind, record, field, typed, conflict } = facts;
  const { reader } = context;
  const named = { field: fieldLabel(field, reader), title: titleOf(record, kind.titleField) };
  const prefix = `c-${record.id.slice(-8)}`;
  const input = inputView(field, typed, { ...context, ...facts, autofocus: field.path, prefix });
  return {
    title: reader.say("records.cell.edit", named),
    breadcrumb: crumbs(kind, record, reader),
    ...addresses(facts),
    was: typed.get("was") ?? "",
    version: conflict?.current.version ?? (Number(typed.get("version")) || record.version),
    input,
    general: input.problem === null ? facts.problems.map(({ message, values }) => reader.say(message, values)) : [],
    conflict: conflict ? conflictIn(facts, conflict, context) : null,
  };
}

function addresses(facts: EditorFacts): Pick<CellEditor, "action" | "cancel" | "back"> {
  const { kind, record, field, back } = facts;
  const path = `/${kind.plural}/${record.id}/cells/${encodeURIComponent(field.path)}`;
  const place = placeOf(facts);
  if (place === "") return { action: path, cancel: `${path}?show=value`, back };
  return { action: `${path}?${place}`, cancel: `${path}?show=value&${place}`, back };
}

function placeOf({ fact, list }: EditorFacts): string {
  if (fact) return "as=fact";
  return list === "" ? "" : `in=${encodeURIComponent(list)}`;
}

function conflictIn(
  { field, record, typed, choices, names }: EditorFacts,
  conflict: EditConflict,
  context: PageContext,
): CellEditor["conflict"] {
  const kept = [...typed]
    .filter(([name]) => name !== "_csrf" && name !== "version")
    .map(([name, value]) => ({ name, value }));
  return {
    field: fieldLabel(field, context.reader),
    other: names(conflict.current.updatedBy),
    at: conflict.current.updatedAt,
    mine: mineShown(field, typed, choices, context),
    theirs: shown(record, field, context).pieces,
    kept,
  };
}
