// Values of a record under each other: what they are, and where each can be changed.
import { may } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { sectionsFor } from "../layouts/arrange.ts";
import type { Rec } from "../record.ts";
import { type PageContext, type Piece, shown } from "./display.ts";
import { fieldLabel, labelText } from "./labels.ts";
import { whyBlank } from "./why-blank.ts";

export interface FactView {
  readonly label: string;
  readonly empty: boolean;
  readonly pieces: readonly Piece[];
  readonly edit: string | null;
  readonly editLabel: string;
  /** Why nothing stands here, where it should have worked itself out. */
  readonly why: string | null;
  /** Where to look behind the mask; null where there is none. */
  readonly reveal: string | null;
  readonly revealLabel: string;
}

/** Facts under one heading. */
export interface FactSection {
  readonly title: string | null;
  readonly columns: 1 | 2;
  readonly facts: readonly (FactView & { readonly full: boolean; readonly focus: boolean })[];
}

export interface Facts {
  readonly kind: Kind;
  readonly record: Rec;
  /** Fields in sections that the layout does not show now. */
  readonly folded: readonly Field[];
  /** Path of the fact that the cursor goes to; absent for none. */
  readonly focus?: string;
}

/** A fact as the record page shows it, with the way to its editor. */
export function factView(field: Field, kind: Kind, record: Rec, context: PageContext): FactView {
  const { reader } = context;
  const { empty, pieces } = shown(record, field, context);
  const changeable = may(reader.actor, `${kind.plural}.change`) && !field.readOnly && record.deletedAt === null;
  const label = fieldLabel(field, reader);
  return {
    label,
    empty,
    pieces,
    edit: changeable ? `/${kind.plural}/${record.id}/cells/${encodeURIComponent(field.path)}?as=fact` : null,
    editLabel: reader.say("records.fact.edit", { field: label }),
    reveal: isMasked(field) && !empty ? `/${kind.plural}/${record.id}/reveals/${encodeURIComponent(field.path)}` : null,
    why: empty ? whyBlank(field, kind, record, reader) : null,
    revealLabel: reader.say("records.reveal.field", { field: label }),
  };
}

const isMasked = ({ maskedFrom, withheld }: Field): boolean => maskedFrom !== undefined && !withheld;

/** All fields with their values, the empty ones too: this is where they are filled in. */
export function sectionsOf({ kind, record, folded, focus }: Facts, context: PageContext): readonly FactSection[] {
  const times = ["createdAt", "updatedAt"].flatMap((path) => kind.byPath.get(path) ?? []);
  const fact = (field: Field, full: boolean) => ({
    ...factView(field, kind, record, context),
    full,
    focus: field.path === focus,
  });
  const isFolded = ({ path }: Field): boolean => folded.some((one) => one.path === path);
  const arranged = sectionsFor(kind, context.reader.actor).map(({ title, columns, fields }) => ({
    title: title === null ? null : labelText(title, context.reader),
    columns,
    facts: fields
      .filter(({ field }) => field.type.name !== "json" && !isFolded(field))
      .map(({ field, full }) => fact(field, full)),
  }));
  const itself: FactSection = {
    title: context.reader.say("records.section.record"),
    columns: 2,
    facts: times.map((field) => fact(field, false)),
  };
  return [...arranged.filter(({ facts }) => facts.length > 0), itself];
}
