// The moves of somebody who arranges fields: pure steps from one layout to the next.
import type { Layout, LayoutSection, Placed } from "./layout.ts";

type Sections = readonly LayoutSection[];

/** A place among sections; the index at the end means behind the last field. */
export interface Spot {
  readonly section: number;
  readonly index: number;
}

/** Where a field stands; undefined when no section has it. */
export function spotOf(sections: Sections, path: string): Spot | undefined {
  const section = sections.findIndex(({ fields }) => fields.some((one) => one.path === path));
  const index = sections[section]?.fields.findIndex((one) => one.path === path) ?? -1;
  return index < 0 ? undefined : { section, index };
}

/** The field in another place. Places are meant as they are before the move, as a pointer sees them. */
export function movedTo(sections: Sections, path: string, to: Spot): Sections {
  const from = spotOf(sections, path);
  const placed = from && sections[from.section]?.fields[from.index];
  if (!from || !placed || !sections[to.section]) return sections;
  const back = from.section === to.section && from.index < to.index ? 1 : 0;
  const without = sections.map((section) => withFields(section, (fields) => fields.filter((one) => one !== placed)));
  return without.map((section, at) =>
    at === to.section ? withFields(section, (fields) => fields.toSpliced(to.index - back, 0, placed)) : section,
  );
}

/** One place up or down; at the edge of a section, into the next one. */
export function steppedBy(sections: Sections, path: string, step: 1 | -1): Sections {
  const from = spotOf(sections, path);
  if (!from) return sections;
  const last = (sections[from.section]?.fields.length ?? 0) - 1;
  const inside = from.index + step;
  if (inside >= 0 && inside <= last)
    return movedTo(sections, path, { section: from.section, index: step < 0 ? inside : inside + 1 });
  const next = sections[from.section + step];
  if (!next) return sections;
  return movedTo(sections, path, { section: from.section + step, index: step < 0 ? next.fields.length : 0 });
}

/** As wide as the section, or no longer. */
export const widened = (sections: Sections, path: string): Sections =>
  sections.map((section) =>
    withFields(section, (fields) => fields.map((one) => (one.path === path ? { ...one, full: !one.full } : one))),
  );

/** The list without the entry at `from`, and it again one place further: for sections and for short lists. */
export function shifted<T>(list: readonly T[], from: number, step: 1 | -1): readonly T[] {
  const item = list[from];
  const to = from + step;
  if (item === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}

const withFields = (
  section: LayoutSection,
  change: (fields: readonly Placed[]) => readonly Placed[],
): LayoutSection => ({
  ...section,
  fields: change(section.fields),
});

/** The parts of a layout that are plain lists of fields. */
export type ShortList = "list" | "facts" | "quick";

/** A short list with a field more, less, or in another place. */
export function listWith(
  layout: Layout,
  part: ShortList,
  change: (paths: readonly string[]) => readonly string[],
): Layout {
  return { ...layout, [part]: change(layout[part]) };
}
