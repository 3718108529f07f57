// What a kind's access rules mean for the kind itself, whoever asks.
import type { Defined } from "../definitions/defined.ts";
import type { Kind } from "../kind.ts";
import type { Field } from "../fields/field.ts";
import { isClosed, type Mode, type Modes } from "./mode.ts";
import { derivedFrom } from "./seen-kind.ts";

/** Path → role → mode of a kind. Rules of archived fields are among them: their values still stand in the history. */
export function accessOf(
  kind: string,
  { access: rules, fields }: Pick<Defined, "access" | "fields">,
): ReadonlyMap<string, Modes> {
  const access = new Map<string, Map<string, Mode>>();
  if (rules.length === 0) return access;
  const paths = new Map(fields.map(({ storage, key }) => [`cf_${storage}`, `custom.${key}`]));
  for (const { kind: its, field, role, mode } of rules) {
    if (its !== kind) continue;
    const path = paths.get(field) ?? field;
    access.set(path, (access.get(path) ?? new Map()).set(role, mode));
  }
  return access;
}

/** Fields of which somebody sees less than the value, and those derived from them. */
export function closedPaths(
  fields: readonly Field[],
  access: ReadonlyMap<string, Modes>,
  accessOfKind: (kind: string) => ReadonlyMap<string, Modes>,
): ReadonlySet<string> {
  const closed = new Set([...access].filter(([, modes]) => isClosed(modes)).map(([path]) => path));
  const isShut = (from: string): boolean => {
    const [path = "", other] = from.split(":").toReversed();
    const modes = other ? accessOfKind(other).get(path) : undefined;
    return closed.has(from) || (modes !== undefined && isClosed(modes));
  };
  const tells = (field: Field): boolean => !closed.has(field.path) && derivedFrom(field).some(isShut);
  for (let more = fields.filter(tells); more.length > 0; more = fields.filter(tells)) {
    for (const { path } of more) closed.add(path);
  }
  return closed;
}

/** Kinds whose records are found by something else once these rules hold. */
export function kindsToRewrite(kinds: readonly Kind[], next: Pick<Defined, "access" | "fields">): string[] {
  const accessOfKind = (name: string) => accessOf(name, next);
  return kinds
    .filter((kind) => {
      const closed = closedPaths(kind.fields, accessOfKind(kind.name), accessOfKind);
      const changed = [...closed.symmetricDifference(kind.closed)];
      return (
        changed.length > 0 && (kind.hooks?.keys !== undefined || changed.some((path) => kind.searchable.includes(path)))
      );
    })
    .map(({ name }) => name);
}
