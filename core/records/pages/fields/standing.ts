// What is said about a field besides its definition: its rules, and who sees it.
import { may } from "../../../kernel/actor.ts";
import { type Access, type KindAccess, SET_ACCESS } from "../../access/access.ts";
import type { Mode } from "../../access/mode.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Records } from "../../records.ts";
import { inSight } from "../../rules/in-sight.ts";
import type { Rules } from "../../rules/rules.ts";
import { modeBoxes } from "../access/access.view.ts";
import type { Reader } from "../reader.ts";
import { choicesFor, type RuleChoices } from "../rules/rule-choices.ts";
import { type FieldRules, rulesAbout, typedRules } from "./rule-boxes.ts";

export interface Sources {
  readonly kinds: Kinds;
  readonly records: Records;
  readonly rules: Rules;
  readonly access: Access;
}

export interface Standing {
  readonly about: FieldRules;
  /** Names that rules of the kind have already, seen or not. */
  readonly taken: ReadonlySet<string>;
  readonly choices: RuleChoices;
  /** Null for whoever may not say who sees what. */
  readonly access: FieldModes | null;
}

export interface FieldModes extends Pick<KindAccess, "version"> {
  readonly roles: Awaited<ReturnType<Access["roles"]>>;
  /** Of roles that may not edit the field. */
  readonly modes: Readonly<Record<string, Mode>>;
}

/** `path` is null for a field that is only being made. */
export async function standingOf(
  { kinds, records, rules, access }: Sources,
  reader: Reader,
  kind: Kind,
  path: string | null,
): Promise<Standing> {
  const all = await rules.list(kind.name);
  const seen = all.filter(inSight(kinds, reader.actor, kind.name));
  const closed = may(reader.actor, SET_ACCESS) ? await access.of(reader.actor, kind.name) : null;
  return {
    about: rulesAbout(seen, path),
    taken: new Set(all.map(({ name }) => name)),
    choices: await choicesFor({ kinds, records }, kind, reader),
    access: closed && {
      version: closed.version,
      roles: await access.roles(),
      modes: closed.fields[path ?? ""] ?? {},
    },
  };
}

/** The boxes as they are before anybody types. */
export function typedStanding({ about, access }: Standing, field: { readonly isRequired: boolean }): URLSearchParams {
  return new URLSearchParams([
    ...typedRules(about, field),
    ...(access ? [["access.version", String(access.version)]] : []),
    ...Object.entries(access?.modes ?? {}).map(([role, mode]) => [`mode.${role}`, mode]),
  ] as [string, string][]);
}

/** Who is to see the field otherwise than now; undefined when all stays. */
export function accessWish({ access }: Standing, typed: URLSearchParams) {
  if (!access) return undefined;
  const changed = access.roles.flatMap(({ id }): [string, Mode][] => {
    const mode = typed.get(`mode.${id}`);
    return mode === null || mode === (access.modes[id] ?? "edit") ? [] : [[id, mode as Mode]];
  });
  if (changed.length === 0) return undefined;
  return { modes: Object.fromEntries(changed), version: Number(typed.get("access.version")) || 0 };
}

/** A box per role; null for whoever may not say who sees what. */
export function modesView(
  { access }: Standing,
  at: { kind: Kind; field: Field; typed: URLSearchParams },
  reader: Reader,
) {
  if (!access) return null;
  const modes = access.roles.map((role) => ({
    role,
    name: `mode.${role.id}`,
    mode: at.typed.get(`mode.${role.id}`) ?? "edit",
  }));
  const { say, reading } = reader;
  return {
    version: at.typed.get("access.version") ?? "",
    boxes: modeBoxes(at.field, at.kind, modes, { language: reading.language, say }),
  };
}
