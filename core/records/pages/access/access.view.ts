import { labelOf } from "../../fields/types/choice.ts";
import type { Field } from "../../fields/field.ts";
import type { KindAccess } from "../../access/access.ts";
import { type AccessChanges, type Mode, modes } from "../../access/mode.ts";
import type { Kind } from "../../kind.ts";
import { boxOf } from "./access-form.ts";

/** Of whom it is said: of all roles, or of one. */
export interface AccessPlace {
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly breadcrumb: readonly { readonly label: string; readonly path: string }[];
  readonly roles: readonly { readonly id: string; readonly name: string | null }[];
}

export interface AccessFacts extends Pick<AccessPlace, "roles"> {
  readonly place: AccessPlace;
  readonly kind: Kind;
  readonly kinds: readonly Kind[];
  readonly standing: KindAccess;
  /** What is to change, while it is looked at. */
  readonly changes: AccessChanges;
  /** From 1. */
  readonly page: number;
  readonly problems: readonly string[];
}

/** So many fields stand on one page, each with a box per role. */
const ROWS = 60;

export interface Speaker {
  readonly language: string;
  say(key: string, values?: Readonly<Record<string, unknown>>): string;
}

/** Fields and roles with their modes, and what would change. */
export function accessView(facts: AccessFacts, speaker: Speaker) {
  const { kind, kinds, standing, problems, changes, page, place } = facts;
  const { say } = speaker;
  const href = (at: number) => `${place.path}?${new URLSearchParams({ kind: kind.name, page: String(at) })}`;
  return {
    title: place.title,
    lead: place.lead,
    where: say("web.settings"),
    breadcrumb: place.breadcrumb,
    path: place.path,
    tabs: kinds.map((one) => ({
      label: say(`${one.plural}.many`),
      path: `${place.path}?kind=${one.name}`,
      current: one.name === kind.name,
      count: null,
    })),
    kind: kind.name,
    version: standing.version,
    problems,
    changes: changeLines(facts, speaker),
    searched: Object.keys(changes).some((path) => kind.searchable.includes(path)),
    fields: kind.fields.slice((page - 1) * ROWS, page * ROWS).map((field) => fieldLine(field, facts, speaker)),
    page,
    text: say("fields.count", { count: kind.fields.length }),
    previous: page > 1 ? href(page - 1) : null,
    next: kind.fields.length > page * ROWS ? href(page + 1) : null,
  };
}

const roleName = ({ id, name }: AccessFacts["roles"][number], { say }: Speaker): string =>
  name ?? say(`users.role.${id}`);

/** What people call a field. */
export function fieldName({ schema, key }: Field, { language, say }: Speaker): string {
  const label = schema["x-label"] ?? key;
  return typeof label === "string" ? say(label) : labelOf(label, language);
}

function fieldLine(field: Field, facts: AccessFacts, speaker: Speaker) {
  const label = fieldName(field, speaker);
  const modes = facts.roles.map((role) => ({
    role,
    name: boxOf(field.path, role.id),
    mode: facts.changes[field.path]?.[role.id] ?? facts.standing.fields[field.path]?.[role.id] ?? "edit",
  }));
  return { label, id: `field-${field.path}`, boxes: modeBoxes(field, facts.kind, modes, speaker) };
}

/** A role's mode, and the name of the box it stands in. */
export interface RoleMode {
  readonly role: AccessFacts["roles"][number];
  readonly name: string;
  readonly mode: string;
}

/** A box per role with the modes that this field can have. */
export const modeBoxes = (field: Field, kind: Kind, modes: readonly RoleMode[], speaker: Speaker) =>
  modes.map(({ role, name, mode }) => ({
    name,
    role: roleName(role, speaker),
    closed: mode !== "edit",
    modes: possible(field, kind).map((one) => ({
      value: one,
      label: speaker.say(wordOf(field, one)),
      chosen: one === mode,
    })),
  }));

/** What the form offers for a field: nobody hides what a record cannot do without, nor has a locked field "read". */
function possible({ schema, path, readOnly }: Field, { ownerField, readersField }: Kind): readonly Mode[] {
  const shown = schema["x-shown"] === true || path === ownerField || path === readersField;
  return modes
    .filter((mode) => (shown ? mode === "read" || mode === "edit" : true))
    .filter((mode) => !(readOnly && mode === "read"));
}

/** A field that nobody fills in by hand is only looked at. */
const wordOf = ({ readOnly }: Field, mode: Mode): string =>
  `access.mode.${readOnly && mode === "edit" ? "read" : mode}`;

function changeLines({ kind, standing, roles, changes }: AccessFacts, speaker: Speaker): readonly string[] {
  return kind.fields.flatMap((field) =>
    roles.flatMap((role) => {
      const after = changes[field.path]?.[role.id];
      if (after === undefined) return [];
      const before = standing.fields[field.path]?.[role.id] ?? "edit";
      return speaker.say("access.change", {
        field: fieldName(field, speaker),
        role: roleName(role, speaker),
        before: speaker.say(wordOf(field, before)),
        after: speaker.say(wordOf(field, after)),
      });
    }),
  );
}
