// How the fields of a kind are arranged on pages. A layout names fields by path and never says what a field is.
import type { Option } from "../fields/field.ts";

/** A field in a section; `full` is as wide as the section, which matters where it has two columns. */
export interface Placed {
  readonly path: string;
  readonly full: boolean;
}

export interface LayoutSection {
  /** Key of a word, or texts by language; null without a heading. */
  readonly title: Option["label"] | null;
  readonly columns: 1 | 2;
  readonly fields: readonly Placed[];
  /** An expression that answers yes or no: the section is shown where it says yes. Absent for always. */
  readonly when?: string;
}

/** What an administrator arranges: form and record page together, and the three short lists beside them. */
export interface Layout {
  readonly sections: readonly LayoutSection[];
  /** Columns of lists. */
  readonly list: readonly string[];
  /** Facts in the head of a record. */
  readonly facts: readonly string[];
  /** Boxes of quick create. */
  readonly quick: readonly string[];
}

/** A layout for one role of one kind, or for everybody with the empty role. */
export interface LayoutRow {
  readonly kind: string;
  readonly role: string;
  readonly layout: Layout;
  readonly version: number;
}
