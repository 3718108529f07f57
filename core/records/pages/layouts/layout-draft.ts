// A layout while it is being arranged: it travels in the form, so that nothing is saved before somebody says so.
import { type Language, languages } from "../../../i18n/languages.ts";
import { BadRequest } from "../../../kernel/errors.ts";
import { isObject } from "../../../kernel/json.ts";
import type { Values } from "../../../web/values.ts";
import { leftOver } from "../../layouts/arrange.ts";
import { checkedLayout } from "../../layouts/check-layout.ts";
import type { Layout, LayoutSection } from "../../layouts/layout.ts";
import { listWith, movedTo, shifted, type ShortList, steppedBy, widened } from "../../layouts/rearrange.ts";
import type { Kind } from "../../kind.ts";
import { labelFrom } from "../fields/labels-form.ts";

export type Part = "form" | ShortList;

export const parts: readonly Part[] = ["form", "list", "facts", "quick"];

export interface LayoutDraft {
  readonly layout: Layout;
  readonly part: Part;
  /** Path of the field that the buttons mean; empty for none. */
  readonly chosen: string;
}

/** What was sent, with the step that its button asks for taken. Invalid when somebody has tampered with it. */
export function draftFrom(form: Values, kind: Kind, say: (key: string) => string, reader: Language): LayoutDraft {
  const layout = titled(drafted(kind, parsed(form.get("layout"))), form, say, reader);
  const asked = form.text("do");
  const part = partFrom(asked.startsWith("part:") ? asked.slice(5) : form.text("part"));
  const draft = { layout, part, chosen: form.text("chosen") };
  return part === "form" ? arrangedForm(kind, draft, asked, form) : arrangedList(draft, part, asked, form);
}

/** A condition may be half written as long as nobody saves; everything else is as the page sent it. */
function drafted(kind: Kind, given: unknown): Layout {
  const sections: readonly unknown[] = isObject(given) && Array.isArray(given["sections"]) ? given["sections"] : [];
  const whens = sections.map((one) => (isObject(one) && typeof one["when"] === "string" ? one["when"] : undefined));
  const bare = sections.map((one) => (isObject(one) ? omit(one, "when") : one));
  const layout = checkedLayout(kind, isObject(given) ? { ...given, sections: bare } : given);
  return { ...layout, sections: layout.sections.map((section, at) => withWhen(section, whens[at])) };
}

const omit = (object: Readonly<Record<string, unknown>>, key: string): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

const withWhen = (section: LayoutSection, when: string | undefined): LayoutSection =>
  when === undefined ? section : { ...section, when };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadRequest("web.bad_request", {}, { cause });
  }
}

export const partFrom = (text: string): Part => parts.find((part) => part === text) ?? "form";

/** Titles and columns stand in boxes of their own. */
function titled(layout: Layout, form: Values, say: (key: string) => string, reader: Language): Layout {
  const sections = layout.sections.map((section, at): LayoutSection => {
    if (!form.has(`columns.${at}`)) return section;
    const texts = new Map(languages.map((language) => [language, form.text(`title.${at}.${language}`).slice(0, 120)]));
    const columns = form.text(`columns.${at}`) === "1" ? 1 : 2;
    const { when: _, ...rest } = section;
    const when = form.text(`when.${at}`).trim() || undefined;
    return withWhen({ ...rest, columns, title: titleFrom(section.title, texts, say, reader) }, when);
  });
  return { ...layout, sections };
}

function titleFrom(
  before: LayoutSection["title"],
  texts: ReadonlyMap<Language, string>,
  say: (key: string) => string,
  reader: Language,
): LayoutSection["title"] {
  const others = [...texts].filter(([language, text]) => language !== reader && text !== "");
  // A title of the product stays its word until somebody writes another one.
  if (typeof before === "string" && others.length === 0 && texts.get(reader) === say(before)) return before;
  return labelFrom(texts, typeof before === "string" ? undefined : (before ?? undefined)) ?? null;
}

/** Sections as the editor shows them: what no section places stands in a last one. */
export const shownSections = (kind: Kind, layout: Layout): readonly LayoutSection[] => [
  ...layout.sections,
  ...(leftOver(kind, layout).length > 0
    ? leftOver(kind, layout)
    : [{ title: "layouts.section.more", columns: 2 as const, fields: [] }]),
];

function arrangedForm(kind: Kind, draft: LayoutDraft, asked: string, form: Values): LayoutDraft {
  const { layout, chosen } = draft;
  const shown = shownSections(kind, layout);
  const [what = "", place = ""] = asked.split(":");
  const at = Number(place);
  const kept = (sections: readonly LayoutSection[]): LayoutDraft => ({
    ...draft,
    layout: { ...layout, sections: sections.slice(0, -1) },
  });
  const own = (sections: readonly LayoutSection[]): LayoutDraft => ({ ...draft, layout: { ...layout, sections } });
  const steps: Readonly<Record<string, () => LayoutDraft>> = {
    up: () => kept(steppedBy(shown, chosen, -1)),
    down: () => kept(steppedBy(shown, chosen, 1)),
    wide: () => kept(widened(shown, chosen)),
    to: () => kept(movedTo(shown, chosen, { section: Number(form.text("target")), index: Number.MAX_SAFE_INTEGER })),
    drop: () => dropped(form, (path, spot) => ({ ...kept(movedTo(shown, path, spot)), chosen: path })),
    "section.add": () => own([...layout.sections, { title: null, columns: 2, fields: [] }]),
    "section.up": () => own(shifted(layout.sections, at, -1)),
    "section.down": () => own(shifted(layout.sections, at, 1)),
    "section.away": () => own(layout.sections.toSpliced(at, 1)),
  };
  return steps[what]?.() ?? draft;
}

function arrangedList(draft: LayoutDraft, part: ShortList, asked: string, form: Values): LayoutDraft {
  const { layout, chosen } = draft;
  const at = layout[part].indexOf(chosen);
  const list = (change: (paths: readonly string[]) => readonly string[], next = chosen): LayoutDraft => ({
    ...draft,
    chosen: next,
    layout: listWith(layout, part, change),
  });
  const added = form.text("added");
  const steps: Readonly<Record<string, () => LayoutDraft>> = {
    up: () => list((paths) => shifted(paths, at, -1)),
    down: () => list((paths) => shifted(paths, at, 1)),
    away: () => list((paths) => paths.filter((path) => path !== chosen), ""),
    add: () => (added === "" || layout[part].includes(added) ? draft : list((paths) => [...paths, added], added)),
    drop: () =>
      dropped(form, (path, { index }) => {
        const from = layout[part].indexOf(path);
        const to = from < index ? index - 1 : index;
        return from < 0 ? draft : list((paths) => paths.toSpliced(from, 1).toSpliced(to, 0, path), path);
      }),
  };
  return steps[asked]?.() ?? draft;
}

/** `path|section|index`, as the pointer leaves it. */
function dropped(
  form: Values,
  move: (path: string, spot: { section: number; index: number }) => LayoutDraft,
): LayoutDraft {
  const [path = "", section = "0", index = "0"] = form.text("dropped").split("|");
  return move(path, { section: Number(section), index: Number(index) });
}
