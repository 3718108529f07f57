// Columns that others add to the list of a kind: worked out for the records of a page, all at once.
import type { Actor } from "../kernel/actor.ts";
import type { FieldSchema } from "./fields/field.ts";

export interface ListColumn {
  /** Begins with the id of who adds it, such as `deals.open`. */
  readonly id: string;
  /** Kind whose list may show it. */
  readonly kind: string;
  /** Key of the word over it. */
  readonly label: string;
  readonly order: number;
  /** What its values are: a field's schema, such as `{ "x-type": "date" }`. */
  readonly schema: FieldSchema;
  /** Offered to those who have this right. */
  readonly permission?: string;
  /** For all records of a page in one call: id → what stands there; records that are left out have nothing. */
  values(actor: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, ColumnValue>>;
}

export interface ColumnValue {
  readonly value: unknown;
  /** Where it leads. */
  readonly path?: string;
}
