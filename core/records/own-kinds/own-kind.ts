/** A word by language: `{ "en": "Vessel", "de": "Schiff" }`. A language that is missing falls back to English, then to the first. */
export type ByLanguage = Readonly<Record<string, string>>;

/** What an administrator decides about a kind; small enough to be kept, exported and applied as one value. */
export interface KindPlan {
  readonly one: ByLanguage;
  readonly many: ByLanguage;
  /** What the field `name` is called, where "Name" does not say it. */
  readonly titleLabel: ByLanguage | null;
  readonly icon: string;
  /** True: each record belongs to somebody, and rights reach own, team or all. False: shared by everybody. */
  readonly owned: boolean;
  /** Place in the menu, as `MenuItem.order` counts; null: not in the menu. */
  readonly menu: number | null;
  /** Letter after `c` that makes a new one, and after `g` that opens the list. */
  readonly newKey: string | null;
  /** Paths of the columns a list begins with. */
  readonly listColumns: readonly string[];
  /** Path of the choice field whose options are the columns of the board; null: no board. */
  readonly boardField: string | null;
}

/** A kind that an administrator defined: one row of table `own_kinds`. */
export interface OwnKind extends KindPlan {
  readonly id: string;
  /** Singular, lower case; the name in events and definitions. Never changes, nor does `plural`. */
  readonly name: string;
  /** Path of its pages and of its REST under `/api/v1/objects/`, first part of its rights. */
  readonly plural: string;
  readonly storage: string;
  readonly version: number;
  readonly state: "active" | "archived";
  /** When it was put away; null while it is in use. */
  readonly archivedAt: string | null;
}
