// The arrangement that counts for somebody: their role's, everybody's, or the one the kind comes with.
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Layout, LayoutSection, Placed } from "./layout.ts";

/** A section with the fields that still exist and may be seen. */
export interface ArrangedSection extends Pick<LayoutSection, "title" | "columns"> {
  readonly fields: readonly { readonly field: Field; readonly full: boolean }[];
}

const MORE = "layouts.section.more";

type Who = { readonly roles: readonly string[] };

/** The layout of the first of the roles that has one; undefined where nobody arranged anything. */
export function layoutFor({ layouts }: Kind, { roles }: Who): Layout | undefined {
  return roles.map((role) => layouts.get(role)).find((layout) => layout !== undefined) ?? layouts.get("");
}

/** The arrangement a kind comes with: sections in the order in which their first field stands. */
export function originalLayout(kind: Kind): Layout {
  const groups = Map.groupBy(kind.fields, (field) => field.schema["x-section"] ?? "");
  const sections = [...groups].map(
    ([title, fields]): LayoutSection => ({
      title: title === "" ? null : title,
      columns: 2,
      fields: fields.map((field): Placed => ({ path: field.path, full: false })),
    }),
  );
  return { sections, list: kind.listColumns, facts: kind.keyFacts ?? [], quick: kind.quickFields ?? [kind.titleField] };
}

/** Sections of form and record page. What nobody placed stands in a last one, so that a new field is never lost. */
export function sectionsFor(kind: Kind, who: Who): readonly ArrangedSection[] {
  const layout = layoutFor(kind, who);
  if (!layout) return arranged(kind, originalLayout(kind).sections);
  return arranged(kind, [...layout.sections, ...leftOver(kind, layout)]);
}

/** The fields of a kind that a layout does not place, as a section of their own. */
export function leftOver(kind: Kind, layout: Layout): LayoutSection[] {
  const placed = new Set(
    layout.sections.flatMap(({ fields }) => fields.map(({ path }) => kind.byPath.get(path)?.path)),
  );
  const fields = kind.fields.filter(({ path }) => !placed.has(path)).map(({ path }): Placed => ({ path, full: false }));
  return fields.length > 0 ? [{ title: MORE, columns: 2, fields }] : [];
}

function arranged(kind: Kind, sections: readonly LayoutSection[]): ArrangedSection[] {
  return sections.map(({ title, columns, fields }) => ({
    title,
    columns,
    fields: fields.flatMap(({ path, full }) => {
      const field = kind.byPath.get(path);
      return field ? [{ field, full }] : [];
    }),
  }));
}

/** Paths of one of the short lists, as far as the fields exist: never empty, because a page needs something to show. */
export function pathsFor(kind: Kind, who: Who, part: "list" | "facts" | "quick"): readonly string[] {
  const layout = layoutFor(kind, who) ?? originalLayout(kind);
  const known = layout[part].flatMap((path) => kind.byPath.get(path)?.path ?? []);
  return known.length === 0 && part !== "facts" ? [kind.titleField] : known;
}
