// What the pages of layouts show: the fields to arrange, the buttons, and beside them how it will look.
import type { PageView } from "../../../web/page-view.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { LayoutRow, LayoutSection } from "../../layouts/layout.ts";
import { languageIn } from "../fields/field-draft.ts";
import { checkView } from "../rules/check.view.ts";
import { labelBoxes } from "../fields/labels-form.ts";
import { fieldLabel, labelText, manyOf, pathLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { type LayoutDraft, type Part, parts, shownSections } from "./layout-draft.ts";

export const HOME = "/settings/layouts";

export interface RoleName {
  readonly id: string;
  readonly name: string;
}

export interface LayoutFacts {
  readonly kind: Kind;
  /** The kind as the role sees it whose layout this is. */
  readonly seen: Kind;
  readonly kinds: readonly Kind[];
  readonly roles: readonly RoleName[];
  readonly role: string;
  readonly rows: readonly LayoutRow[];
  readonly draft: LayoutDraft;
  readonly version: number;
  readonly problems: readonly string[];
}

export function layoutView(facts: LayoutFacts, reader: Reader) {
  const { kind, role, draft, version, problems } = facts;
  const { say } = reader;
  const view = {
    title: say("layouts.of", { kinds: manyOf(kind, reader) }),
    where: say("web.settings"),
    breadcrumb: [
      { label: say("web.settings"), path: "/settings" },
      { label: say("layouts.title"), path: HOME },
    ],
    kind: kind.name,
    role,
    version,
    problems,
    action: `${HOME}/${kind.name}`,
    stored: JSON.stringify(draft.layout),
    part: draft.part,
    made: facts.rows.some((row) => row.kind === kind.name && row.role === role),
    tabs: facts.kinds.map((one) => ({
      label: manyOf(one, reader),
      path: `${HOME}/${one.name}`,
      current: one.name === kind.name,
      count: null,
    })),
    roles: [{ id: "", name: say("layouts.everybody") }, ...facts.roles].map(({ id, name }) => ({
      label: name,
      path: `${HOME}/${kind.name}${id === "" ? "" : `?role=${encodeURIComponent(id)}`}`,
      current: id === role,
      count: null,
    })),
    parts: parts.map((part) => ({ id: part, label: say(`layouts.part.${part}`), current: part === draft.part })),
    ...(draft.part === "form" ? formPart(kind, draft, reader) : listPart(kind, draft, draft.part, reader)),
    preview: previewOf(facts, reader),
  };
  return view satisfies PageView;
}

/** What the role will see of it: the same without what is hidden from it. */
function previewOf({ kind, seen, draft }: LayoutFacts, reader: Reader) {
  const { sections, entries } =
    draft.part === "form" ? formPart(seen, draft, reader) : listPart(seen, draft, draft.part, reader);
  const unseen = kind.fields.filter(({ path }) => !seen.byPath.has(path)).length;
  return {
    part: draft.part,
    sections,
    entries,
    unseen: unseen === 0 ? null : reader.say("layouts.preview.unseen", { count: unseen }),
  };
}

function formPart(kind: Kind, { layout, chosen }: LayoutDraft, reader: Reader) {
  const shown = shownSections(kind, layout);
  const last = shown.length - 1;
  return {
    sections: shown.map((section, at) => ({
      at,
      ...sectionView(kind, section, chosen, reader),
      own: at < last,
      up: at > 0 && at < last,
      down: at < last - 1,
      boxes: at < last ? titleBoxes(section, reader) : [],
      condition: section.when ?? "",
      check: checkView(section.when ?? "", kind, reader),
      checkHref: `${HOME}/${kind.name}/check?at=${at}`,
      isOne: section.columns === 1,
    })),
    entries: [],
    choices: [],
  };
}

function sectionView(kind: Kind, section: LayoutSection, chosen: string, reader: Reader) {
  const { title, columns, fields } = section;
  const entries = fields.flatMap(({ path, full }) => {
    const field = kind.byPath.get(path);
    return field ? [{ path, full, label: fieldLabel(field, reader), chosen: path === chosen }] : [];
  });
  return {
    title: title === null ? null : labelText(title, reader),
    name: titleName(section, reader),
    columns,
    entries,
    when: section.when ? reader.say("layouts.section.when.short") : null,
  };
}

const titleName = ({ title }: LayoutSection, reader: Reader): string =>
  title === null ? reader.say("layouts.untitled") : labelText(title, reader);

const titleBoxes = ({ title }: LayoutSection, reader: Reader) =>
  labelBoxes(typeof title === "string" ? reader.say(title) : (title ?? undefined), languageIn(reader.reading));

function listPart(kind: Kind, { layout, chosen }: LayoutDraft, part: Exclude<Part, "form">, reader: Reader) {
  const paths = layout[part].filter((path) => kind.byPath.has(path));
  const free = [...kind.fields, ...(part === "list" ? stamps(kind) : [])].filter(
    (field) => fits(field, part) && !paths.includes(field.path),
  );
  return {
    sections: [],
    entries: paths.map((path) => ({
      path,
      full: false,
      label: pathLabel(kind, path, reader),
      chosen: path === chosen,
    })),
    choices: free.map((field) => ({ path: field.path, label: fieldLabel(field, reader) })),
  };
}

const stamps = (kind: Kind): Field[] => ["createdAt", "updatedAt"].flatMap((path) => kind.byPath.get(path) ?? []);

const fits = (field: Field, part: Exclude<Part, "form">): boolean =>
  field.type.name !== "json" && (part !== "quick" || (!field.readOnly && field.schema["x-form"] !== false));
