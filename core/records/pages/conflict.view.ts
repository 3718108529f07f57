import type { PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { EditConflict } from "../store/conflict.ts";
import type { PageContext, Piece } from "./display.ts";
import { shown, shownValue, relatedFor } from "./display.ts";
import { crumbs } from "./form.view.ts";
import { fieldLabel } from "./labels.ts";
import { readField } from "./typed.ts";
import type { Choices } from "./choices.ts";
import { titleOf } from "./values.ts";

export interface ConflictFacts {
  readonly kind: Kind;
  readonly conflict: EditConflict;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  /** Who wrote what stands there now. */
  readonly other: string;
}

export interface ConflictLine {
  readonly label: string;
  readonly name: string;
  readonly mine: readonly Piece[];
  readonly theirs: readonly Piece[];
}

export interface ConflictView extends PageView {
  readonly action: string;
  readonly cancel: string;
  readonly other: string;
  readonly at: string;
  readonly lines: readonly ConflictLine[];
  /** Everything that was typed, carried along. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

const written = new Set(["_csrf", "version"]);

/** Both values of each field that two people changed, and the choice between them. */
export function conflictView(
  { kind, conflict, typed, choices, other }: ConflictFacts,
  context: PageContext,
): ConflictView {
  const { current } = conflict;
  const { reader } = context;
  const fields = conflict.fields.flatMap((path) => kind.byPath.get(path) ?? []);
  const kept = [...typed]
    .filter(([name]) => !written.has(name) && !name.startsWith("take."))
    .map(([name, value]) => ({ name, value }));
  const path = `/${kind.plural}/${current.id}`;
  return {
    title: reader.say("records.conflict.title", { title: titleOf(current, kind.titleField) }),
    breadcrumb: crumbs(kind, current, reader),
    action: path,
    cancel: path,
    other,
    at: current.updatedAt,
    lines: fields.map((field) => ({
      label: fieldLabel(field, reader),
      name: `take.${field.path}`,
      mine: mineShown(field, typed, choices, context),
      theirs: shown(current, field, context).pieces,
    })),
    kept: [...kept, { name: "version", value: String(current.version) }],
  };
}

/** What this person typed, as it would be shown once saved. */
export function mineShown(
  field: Field,
  typed: URLSearchParams,
  choices: Choices,
  context: PageContext,
): readonly Piece[] {
  const read = readField(field, typed, context.reader.reading);
  if (!read.ok) return [{ text: typed.get(field.path) ?? "", href: null, color: null }];
  const chosen = relatedFor(read.value, (wanted) => choices.get(field.path)?.find(({ id }) => id === wanted));
  return shownValue(read.value, field, { ...context, related: { [field.path]: chosen } }).pieces;
}
