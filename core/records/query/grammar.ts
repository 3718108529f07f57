// The one filter grammar: pages, REST, saved views, export and bulk changes all speak it.
import type { Operator } from "../fields/field.ts";

export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | Condition;

export interface Condition {
  /** Path of a field: `amount`, `custom.region`, or a system one (`id`, `createdAt`, `updatedAt`, `createdBy`). */
  readonly field: string;
  readonly op: Operator;
  /** Text, number, boolean, list, or a date period such as `P7D` for `within`; absent for `empty` and `notEmpty`. */
  readonly value?: unknown;
}

export interface Sort {
  readonly field: string;
  readonly direction: "asc" | "desc";
}

export interface ListQuery {
  readonly filter?: Filter | undefined;
  /** Free text: part of a name, e-mail, phone number. */
  readonly q?: string | undefined;
  readonly sort?: readonly Sort[] | undefined;
  /** 1 to 200; 25 when absent. */
  readonly limit?: number | undefined;
  /** Opaque, from the page before. */
  readonly after?: string | undefined;
  /** Field paths to read; all when absent. */
  readonly fields?: readonly string[] | undefined;
  /** Reference fields whose titles are wanted too. */
  readonly include?: readonly string[] | undefined;
  readonly count?: "exact" | "estimate" | undefined;
  /** True: records in the trash instead of living ones. */
  readonly trash?: boolean | undefined;
}

export interface ListPage<R> extends Around {
  readonly data: readonly R[];
}

/** A page whose records are the text of a JSON array. */
export interface ListText extends Around {
  readonly data: string;
}

/** What is known about a page beside its records. */
export interface Around {
  /** Cursor of the next page, null on the last one. */
  readonly next: string | null;
  /** Present when asked for; `exact` is false for "10,000+" and estimates. */
  readonly count?: { readonly number: number; readonly exact: boolean };
}
