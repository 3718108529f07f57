/** One record as the domain and the REST API see it: base fields beside the system's, an administrator's under `custom`. */
export interface Rec {
  readonly id: string;
  /** Grows by one with every change; the ETag is `"v<version>"`. */
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** When it was moved to the trash; null while it lives. */
  readonly deletedAt: string | null;
  readonly custom: Readonly<Record<string, unknown>>;
  /** Titles of referenced records, by field key, where `include` asked for them. */
  readonly related?: Titles;
  readonly [field: string]: unknown;
}

/** A record as JSON. */
export interface RecordText {
  readonly version: number;
  readonly text: string;
}

export interface Related {
  readonly id: string;
  readonly title: string;
}

/** By field: the record it leads to, null where there is none to see; a list where it leads to several. */
export type Titles = Readonly<Record<string, Related | readonly Related[] | null>>;

/** What this field of a record leads to, of one that leads to one record. */
export function relatedIn({ related }: Pick<Rec, "related">, path: string): Related | null {
  const found = related?.[path] ?? null;
  return Array.isArray(found) ? null : (found as Related | null);
}

/** What somebody sends to create or change a record: field keys, custom ones under `custom`. Unknown keys are refused. */
export type Input = Readonly<Record<string, unknown>>;

/** A change under way: complete values by path (`amount`, `custom.region`), as validated so far. */
export interface Draft {
  readonly id: string;
  /** The record as it stands; undefined while it is being created. */
  readonly before: Rec | undefined;
  /** New values by path; only what changes. Hooks may add to it. */
  readonly values: Map<string, unknown>;
  /** The value the record will have. */
  get(path: string): unknown;
  set(path: string, value: unknown): void;
  /** True when this change touches the field. */
  touches(path: string): boolean;
}
