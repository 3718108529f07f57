import type { Queryable } from "../../db/database.ts";
import { type FieldAccess, readAccess, readRewrites } from "../access/field-access.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { LayoutRow } from "../layouts/layout.ts";
import { readLayouts } from "../layouts/read-layouts.ts";
import { type OwnWordRow, readOwnWords } from "../words/read-words.ts";
import { readFields } from "../fields/field-rows.ts";
import type { OwnKind } from "../own-kinds/own-kind.ts";
import { readErasing, readOwnKinds } from "../own-kinds/read.ts";
import type { Rule } from "../rules/rule.ts";
import { readRules } from "../rules/rule-table.ts";

/** All that administrators and plugins have defined while the system runs, as it stood at one version. */
export interface Defined {
  readonly version: number;
  /** Archived ones too. */
  readonly fields: readonly CustomField[];
  /** What the company calls things, where that differs from the product. */
  readonly words: readonly OwnWordRow[];
  readonly layouts: readonly LayoutRow[];
  /** Archived ones too. */
  readonly kinds: readonly OwnKind[];
  /** Kinds of administrators whose records are on their way out: until then their names are taken. */
  readonly erasing: readonly Pick<OwnKind, "name" | "plural">[];
  /** Archived ones too. */
  readonly rules: readonly Rule[];
  /** Who may not do everything with a field. */
  readonly access: readonly FieldAccess[];
  /** Kinds whose search texts are being written anew. */
  readonly rewriting: readonly string[];
}

/** The number that grows with every change of a definition. */
export async function definedVersion(db: Queryable): Promise<number> {
  const text = "select version from definition_versions where name = 'fields'";
  const [row] = await db.query<{ version: number }>({ text, name: "fields_version" });
  return row?.version ?? 0;
}

export async function readDefined(db: Queryable, version: number): Promise<Defined> {
  const [fields, words] = [await readFields(db), await readOwnWords(db)];
  return {
    version,
    fields,
    words,
    layouts: await readLayouts(db),
    kinds: await readOwnKinds(db),
    erasing: await readErasing(db),
    rules: await readRules(db),
    access: await readAccess(db),
    rewriting: await readRewrites(db),
  };
}
