// The columns of a list: those of the kind, those of others behind them, and which there are to choose from.
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { addedColumns, asField, type FilledColumn, isAddedPath } from "../added-columns.ts";
import type { Sort } from "../query/grammar.ts";
import { isNumeric } from "./display.ts";
import { fieldLabel } from "./labels.ts";
import { type ListAsk, listHref } from "./list-ask.ts";
import type { Reader } from "./reader.ts";

export interface Column {
  readonly label: string;
  readonly numeric: boolean;
  /** The list sorted by this column; null when it cannot be. */
  readonly sortHref: string | null;
  /** `ascending` or `descending` when it is sorted by this column. */
  readonly sorted: string | null;
}

/** What a list shows. */
interface Shown {
  readonly kind: Kind;
  readonly ask: ListAsk;
  readonly columns: readonly Field[];
  readonly added: readonly FilledColumn[];
}

/** All that are shown. */
export const allColumns = ({ columns, added }: Pick<Shown, "columns" | "added">): readonly Field[] => [
  ...columns,
  ...added.map(({ field }) => field),
];

/** The heading of one, and the list sorted by it. */
export function column(field: Field, { kind, ask }: Shown, reader: Reader): Column {
  const now = ask.sort[0]?.field === field.path ? ask.sort[0].direction : null;
  return {
    label: fieldLabel(field, reader),
    numeric: isNumeric(field),
    sortHref:
      field.type.sortable && !isAddedPath(kind, field.path)
        ? sortHref(kind, ask, { field: field.path, direction: now === "asc" ? "desc" : "asc" })
        : null,
    sorted: now && (now === "asc" ? "ascending" : "descending"),
  };
}

const sortHref = (kind: Kind, ask: ListAsk, by: Sort): string =>
  listHref(kind.plural, ask, { sort: [by], own: { ...ask.own, sort: true } });

/** Every column that this person may have in the list. */
export function choosable(facts: Shown, reader: Reader) {
  const { kind, columns, added } = facts;
  const times = ["createdAt", "updatedAt"].flatMap((path) => kind.byPath.get(path) ?? []);
  const fields = [...kind.fields, ...times].filter(
    (field) => field.path !== kind.titleField && field.type.name !== "json",
  );
  const own = fields.map((field) => ({ field, shown: columns.includes(field) }));
  const others = addedColumns(kind, reader.actor).map((one) => ({
    field: asField(one),
    shown: added.some(({ field }) => field.path === one.id),
  }));
  return [...own, ...others].map(({ field, shown }) => ({ path: field.path, label: fieldLabel(field, reader), shown }));
}
