import type { FieldSchema, Past } from "./field.ts";

/** A field that an administrator or a plugin added: one row of table `fields`. */
export interface CustomField {
  readonly id: string;
  readonly kind: string;
  /** Names the columns, whatever becomes of key and label: `cf_<storage>`, `cf_<storage>_2` after a change of type. */
  readonly storage: string;
  readonly generation: number;
  readonly key: string;
  /** Keys it had before, which programs may go on using. */
  readonly aliases: readonly string[];
  readonly owner: string;
  readonly schema: FieldSchema;
  /** What it was before changes of its type, the oldest first. */
  readonly past: readonly Past[];
  /** Columns of its own, or keys in the table's `ext` until it is given a column. */
  readonly tier: "column" | "ext";
  readonly position: number;
  readonly state: "active" | "archived";
  readonly archivedAt: string | null;
  /** Grows with every change of the definition. */
  readonly version: number;
}

type Columns = Pick<CustomField, "storage" | "generation">;

/** The name that the field's columns begin with. */
export const columnOf = ({ storage, generation }: Columns): string =>
  `cf_${storage}${generation > 1 ? `_${generation}` : ""}`;
