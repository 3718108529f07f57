import type { Filter, Sort } from "../query/grammar.ts";

export type Sharing = "me" | "team" | "all";

/** What a view remembers of a list. */
export interface ViewQuery {
  readonly filter?: Filter;
  readonly q?: string;
  readonly sort?: readonly Sort[];
  /** Path of the field whose values the rows stand under. */
  readonly group?: string;
  /** Set for a view of the board: whose records it shows. */
  readonly board?: { readonly owner: string };
}

/** A saved way to look at a list. It never widens what a person may see. */
export interface View {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly query: ViewQuery;
  /** Paths of the columns; null for those of the kind. */
  readonly columns: readonly string[] | null;
  /** Null for a view that came with the product. */
  readonly ownerId: string | null;
  readonly sharedWith: Sharing;
  readonly position: number;
  readonly version: number;
}
