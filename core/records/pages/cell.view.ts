import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { ColumnValue } from "../list-column.ts";
import type { Rec } from "../record.ts";
import { type PageContext, type Piece, shown, shownText, shownValue } from "./display.ts";
import { fieldLabel } from "./labels.ts";
import { whyBlank } from "./why-blank.ts";

/** One value of one record in a list. */
export interface CellView {
  readonly isTitle: boolean;
  readonly numeric: boolean;
  readonly empty: boolean;
  readonly pieces: readonly Piece[];
  readonly text: string;
  /** The record's own page, for the title. */
  readonly href: string;
  /** Address of the cell's editor; null where there is nothing to edit. */
  readonly edit: string | null;
  readonly editLabel: string;
  /** Why nothing stands here, where it should have worked itself out. */
  readonly why: string | null;
  /** The cursor goes to the pencil: the editor stood here a moment ago. */
  readonly focus: boolean;
}

export interface Cell {
  readonly kind: Kind;
  readonly record: Rec;
  readonly field: Field;
  readonly title: string;
  readonly href: string;
  /** The list this cell stands in, as the text of a query. */
  readonly list: string;
  readonly focus: boolean;
  readonly changeable: boolean;
}

/** More than these would make one line as high as a page; the record has them all. */
const MOST_PIECES = 6;

function firstPieces(pieces: readonly Piece[], { reader }: PageContext): readonly Piece[] {
  const more = pieces.length - MOST_PIECES;
  if (more <= 0) return pieces;
  const text = reader.say("records.value.more", { count: more });
  return [...pieces.slice(0, MOST_PIECES), { text, href: null, color: null }];
}

export function cellView(cell: Cell, context: PageContext): CellView {
  const { kind, record, field, title, focus } = cell;
  const value = shown(record, field, context);
  const isTitle = field.path === kind.titleField;
  const edit = cell.changeable && !isTitle && !field.readOnly ? editorPath(cell) : null;
  return {
    isTitle,
    numeric: value.numeric,
    empty: value.empty,
    pieces: firstPieces(value.pieces, context),
    text: isTitle ? title : shownText(value),
    href: cell.href,
    edit,
    editLabel: edit ? context.reader.say("records.cell.edit", { field: fieldLabel(field, context.reader), title }) : "",
    focus,
    why: value.empty ? whyBlank(field, kind, record, context.reader) : null,
  };
}

function editorPath({ kind, record, field, list }: Cell): string {
  const path = `/${kind.plural}/${record.id}/cells/${encodeURIComponent(field.path)}`;
  return list === "" ? path : `${path}?in=${encodeURIComponent(list)}`;
}

/** A cell of a column that others add: shown, never edited. */
export function addedCell(field: Field, said: ColumnValue | undefined, context: PageContext): CellView {
  const value = shownValue(said?.value, field, { ...context, related: {} });
  const [first, ...more] = firstPieces(value.pieces, context);
  const linked = first && said?.path?.startsWith("/") ? [{ ...first, href: said.path }, ...more] : value.pieces;
  return {
    isTitle: false,
    numeric: value.numeric,
    empty: value.empty,
    pieces: linked,
    text: shownText(value),
    href: "",
    edit: null,
    editLabel: "",
    why: null,
    focus: false,
  };
}
