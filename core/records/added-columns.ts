// The columns that others add to a kind's lists, for one person, and what stands in them.
import { type Actor, may } from "../kernel/actor.ts";
import type { Field } from "./fields/field.ts";
import { declaredField } from "./fields/ready.ts";
import type { Kind } from "./kind.ts";
import type { ColumnValue, ListColumn } from "./list-column.ts";
import { checkValue } from "./store/validate.ts";

/** A column with what stands in it. */
export interface FilledColumn {
  readonly field: Field;
  readonly values: ReadonlyMap<string, ColumnValue>;
}

/** The columns that this person may add to the list. */
export const addedColumns = ({ added }: Kind, actor: Actor): readonly ListColumn[] =>
  [...added]
    .filter(({ permission }) => permission === undefined || may(actor, permission))
    .toSorted((a, b) => a.order - b.order);

/** The column as a field, to be headed and shown like one. */
export const asField = ({ id, label, schema }: ListColumn): Field => declaredField(id, { ...schema, "x-label": label });

/** True for a path that can only be an added column's, there or not: a module that is off leaves its name in addresses. */
export const isAddedPath = ({ byPath }: Kind, path: string): boolean => {
  const [owner = "", name] = path.split(".");
  return name !== undefined && owner !== "custom" && !byPath.has(path) && !byPath.has(owner);
};

const anywhere = { language: "en", timeZone: "UTC", currency: "", country: "" };

/** Asks for what stands in the column; what is not of its type is left out. */
export async function fillColumn(column: ListColumn, actor: Actor, ids: readonly string[]): Promise<FilledColumn> {
  const field = asField(column);
  const said = ids.length > 0 ? await column.values(actor, ids) : new Map<string, ColumnValue>();
  const fine = ids.flatMap((id) => {
    const value = said.get(id);
    return value && checkValue(field, value.value, anywhere).ok ? [[id, value] as const] : [];
  });
  return { field, values: new Map(fine) };
}
