/** What a rule does to its field. */
export type Effect = "required" | "visible" | "readOnly" | "valid";

/**
 * When records that are older than the rule meet it: at every save (`touch`), when they enter a stage (`stage`), or only
 * where a save changes what the rule looks at (`backfill`), while a report lists those that break it. New records
 * always meet it.
 */
export type OldRows = "touch" | "stage" | "backfill";

/** A rule as it is kept: small, by names, so that it can be carried to another installation. */
export interface Rule {
  readonly id: string;
  readonly kind: string;
  /** Unique within its kind; what people are told when it stops them. */
  readonly name: string;
  readonly effect: Effect;
  /** Path of a field of the kind; null for a `valid` rule over several. */
  readonly field: string | null;
  /** An expression that answers yes or no; null for always. For `valid`, what must be true. */
  readonly condition: string | null;
  /** Id of the stage, or of the option of a choice, from which on it holds; null for everywhere. */
  readonly stage: string | null;
  /** Ids of teams; empty for everybody. */
  readonly teams: readonly string[];
  /** Sentences by language, for `valid`. */
  readonly message: Readonly<Record<string, string>> | null;
  readonly old: OldRows;
  /** `admin`, or the id of the plugin that brought it. */
  readonly owner: string;
  readonly state: "active" | "archived";
  readonly position: number;
  /** Grows with every change of it. */
  readonly version: number;
}

export const effects: readonly Effect[] = ["required", "visible", "readOnly", "valid"];
export const oldRows: readonly OldRows[] = ["touch", "stage", "backfill"];
