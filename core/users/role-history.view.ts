import type { Context } from "koa";
import { type Grant, scopes } from "../kernel/actor.ts";
import type { Mode } from "../records/access/mode.ts";
import { say } from "../web/context.ts";
import { roleName } from "./people.view.ts";
import type { ToldGrant } from "./role-grants.ts";
import type { RoleChange } from "./role.ts";
import { roleCrumbs } from "./role-list.view.ts";
import type { SheetGroup } from "./role-sheet.ts";
import { grantName, rightNames } from "./role-words.view.ts";

export interface HistoryFacts {
  readonly changes: readonly RoleChange[];
  readonly sheet: readonly SheetGroup[];
  readonly mayChange: boolean;
  readonly mayOpenFields: boolean;
  /** The grant as whoever looks may be told of it. */
  told(right: string, grant: Grant): ToldGrant;
  /** What became of one field of a kind. */
  field(kind: string, name: string, modes: readonly [Mode, Mode]): readonly string[];
}

/** The newest changes of roles, each with what it changed. */
export function roleHistoryView(ctx: Context, facts: HistoryFacts) {
  const { changes, mayChange, mayOpenFields } = facts;
  const newest = new Set(changes.map(({ role }) => changes.find((one) => one.role === role)?.seq));
  const rightsOf = rightLines(ctx, facts);
  return {
    title: say(ctx, "users.roles.history"),
    breadcrumb: roleCrumbs(ctx),
    lines: changes.map((change) => {
      const { seq, at, actorName, role, before, after, nameNow, fields } = change;
      const name = roleName(ctx, { id: role, name: after?.name ?? before?.name ?? nameNow });
      const mayUndo = fields ? mayOpenFields : mayChange;
      return {
        at,
        who: actorName,
        text: say(ctx, whatOf(change), { role: name }),
        changes: fields ? fieldLines(facts, fields) : rightsOf(change),
        undo: mayUndo && newest.has(seq) ? `/settings/roles/changes/${seq}/undo` : null,
      };
    }),
  };
}

function whatOf({ before, after, fields }: RoleChange): string {
  if (fields) return "users.roles.was_fields";
  return before ? (after ? "users.roles.was_changed" : "users.roles.was_removed") : "users.roles.was_made";
}

const fieldLines = ({ field }: HistoryFacts, kinds: NonNullable<RoleChange["fields"]>): readonly string[] =>
  Object.entries(kinds).flatMap(([kind, fields]) =>
    Object.entries(fields).flatMap(([name, modes]) => field(kind, name, modes)),
  );

function rightLines(ctx: Context, { sheet, told }: HistoryFacts) {
  const names = rightNames(ctx, sheet);
  const scope = (right: string, grant: Grant | undefined) =>
    grant === undefined ? say(ctx, "users.roles.start") : grantName(ctx, told(right, grant), scopes);
  return ({ before, after }: RoleChange): readonly string[] => {
    const [was, is] = [before?.grants ?? {}, after?.grants ?? {}];
    const rights = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (right) => JSON.stringify(was[right]) !== JSON.stringify(is[right]),
    );
    return rights.map(
      (right) => `${names.get(right) ?? right}: ${scope(right, was[right])} → ${scope(right, is[right])}`,
    );
  };
}
