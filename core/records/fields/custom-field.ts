import type { FieldSchema } from "./field.ts";

/** A field that an administrator or a plugin added: one row of table `fields`. */
export interface CustomField {
  readonly id: string;
  readonly kind: string;
  /** The column is `cf_<storage>`; never changes, whatever key and label become. */
  readonly storage: string;
  readonly key: string;
  readonly owner: string;
  readonly schema: FieldSchema;
  readonly position: number;
  readonly state: "active" | "archived";
}
