// What is to happen with a file: the same JSON in the wizard, over REST and in `--map m.json`.
import type { DateOrder } from "../profile/date-text.ts";
import type { DecimalSign } from "../profile/number-text.ts";
import type { Override } from "../review.ts";

/** What to do with a record that is there already. */
export const conflictRules = ["theirs", "ours", "blanks", "append"] as const;
export type ConflictRule = (typeof conflictRules)[number];

export interface NewField {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  /** Options of a choice; all values of the column when absent. */
  readonly options?: readonly string[];
}

export interface ColumnPlan {
  /** Path of the field, `externalId`, or null to leave the column out. */
  readonly to: string | null;
  /** Makes this field first; `to` is then `custom.<key>`. */
  readonly new?: NewField;
  readonly sign?: DecimalSign;
  readonly order?: DateOrder;
  /** What the file says → what it means. */
  readonly values?: Readonly<Record<string, string>>;
  /** Of a reference: the field it names its record by; the title when absent, or `externalId`. */
  readonly by?: string;
}

export interface Plan {
  /** By the name of the column in the file. */
  readonly columns: Readonly<Record<string, ColumnPlan>>;
  /** Path → the same text for every row. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Path → text made of cells: `{product} {account}`. */
  readonly compose: Readonly<Record<string, string>>;
  /** Path of the field (or `externalId`) that tells whether a row is there already; null: every row is new. */
  readonly match: string | null;
  readonly conflict: ConflictRule;
  /** Reference paths whose missing records are made, with further texts for them: `{"team": {"manager": "{manager}"}}`. */
  readonly createMissing: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whose external ids these are. */
  readonly source: string;
  /** ISO 4217 code for amounts without one; the company's when empty. */
  readonly currency: string;
  readonly overrides: readonly Override[];
}

export const emptyPlan: Plan = {
  columns: {},
  fixed: {},
  compose: {},
  match: null,
  conflict: "theirs",
  createMissing: {},
  source: "import",
  currency: "",
  overrides: [],
};

/** A name for "these columns", whatever their order and spelling of case. */
export const fingerprintOf = (headers: readonly string[]): string =>
  headers
    .map((header) => header.toLowerCase().trim())
    .sort()
    .join("|")
    .slice(0, 2_000);

/** What the plan says about a column; leaving it out when it says nothing. */
export const columnPlan = (plan: Plan, header: string): ColumnPlan =>
  (Object.hasOwn(plan.columns, header) ? plan.columns[header] : undefined) ?? { to: null };
