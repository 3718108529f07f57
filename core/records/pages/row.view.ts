import { may } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { FilledColumn } from "../added-columns.ts";
import type { Rec } from "../record.ts";
import { addedCell, type CellView, cellView } from "./cell.view.ts";
import type { PageContext } from "./display.ts";
import type { LockedCells } from "./locked-cells.ts";
import { titleOf } from "./values.ts";

export interface RowView {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  /** The look at it beside the list. */
  readonly peek: string;
  readonly cells: readonly CellView[];
}

/** `list` is what the page shows, `walk` the list one goes through from record to record: under a heading only that group. */
type RowContext = PageContext & { readonly list: string; readonly walk: string };

interface Rows {
  readonly kind: Kind;
  readonly columns: readonly Field[];
  readonly added: readonly FilledColumn[];
  readonly locked: LockedCells;
}

/** A record as a row of its list. */
export function row(record: Rec, { kind, columns, added, locked }: Rows, context: RowContext): RowView {
  const { list, walk, reader } = context;
  const title = titleOf(record, kind.titleField) || reader.say("records.untitled");
  const along = walk === "" ? "" : `?in=${encodeURIComponent(walk)}`;
  const href = `/${kind.plural}/${record.id}${along}`;
  const changeable = may(reader.actor, `${kind.plural}.change`);
  const isOpen = ({ path }: Field): boolean => changeable && locked.get(record.id)?.has(path) !== true;
  const cells = columns.map((field) =>
    cellView({ kind, record, field, title, href, list, focus: false, changeable: isOpen(field) }, context),
  );
  const others = added.map(({ field, values }) => addedCell(field, values.get(record.id), context));
  const peek = `/${kind.plural}/${record.id}/peek${along}`;
  return { id: record.id, title, href, peek, cells: [...cells, ...others] };
}
