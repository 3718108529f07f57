// What the page of a role shows.
import type { Context } from "koa";
import { type Grant, may } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { labelOf } from "../records/fields/types/choice.ts";
import { actorOf, languageOf, say } from "../web/context.ts";
import { roleName } from "./people.view.ts";
import type { ToldGrant } from "./role-grants.ts";
import { builtIn, type Reaches, type StandingRole } from "./role.ts";
import { roleCrumbs } from "./role-list.view.ts";
import { type Effect, turnOf } from "./role-effects.ts";
import type { SheetGroup, SheetRight } from "./role-sheet.ts";
import { VIEW_AS } from "./view-as.ts";
import { actionName, grantName, particularName, reachName, rightNames } from "./role-words.view.ts";

export interface RoleFacts {
  readonly role: StandingRole;
  readonly reaches: ReadonlyMap<string, Grant>;
  /** The same, as far as whoever looks may read the conditions. */
  readonly told: Readonly<Record<string, ToldGrant>>;
  readonly sheet: readonly SheetGroup[];
  readonly mayChange: boolean;
  /** What is to change, while it is looked at. */
  readonly review?: {
    /** Null while something is wrong with it. */
    readonly effects: readonly Effect[] | null;
    readonly name: string;
    readonly grants: Reaches;
  };
  readonly problems?: readonly Problem[];
  /** How many fields are closed to the role, by kind; for those who may say so also where none is. */
  readonly closed: readonly { readonly kind: string; readonly plural: string; readonly count: number }[];
  readonly mayOpenFields: boolean;
  /** Modules that propose rights for this role. */
  readonly proposals: readonly { readonly id: string; readonly name: string; readonly rights: readonly string[] }[];
  readonly people: number;
  /** Rights whose condition gives nothing any more. */
  readonly resting: ReadonlySet<string>;
}

export function rolePage(ctx: Context, facts: RoleFacts) {
  const { role, sheet, review, problems = [], mayChange } = facts;
  const isFixed = role.id === "admin" || !mayChange;
  return {
    title: roleName(ctx, role),
    where: say(ctx, "users.roles.title"),
    breadcrumb: roleCrumbs(ctx),
    id: role.id,
    path: `/settings/roles/${role.id}`,
    version: role.version,
    lead: say(ctx, role.id === "admin" ? "users.roles.admin" : "users.roles.lead"),
    people: say(ctx, "users.roles.people", { count: facts.people }),
    ownName: builtIn.includes(role.id) ? null : (review?.name ?? role.name),
    fixed: isFixed,
    mayView: may(actorOf(ctx), VIEW_AS) && role.id !== "admin",
    removable: mayChange && !builtIn.includes(role.id),
    problems: problems.map((problem) => problemLine(ctx, sheet, problem)),
    review: review?.effects && reviewView(ctx, facts, { name: review.name, effects: review.effects }),
    groups: sheet.map((group) => groupView(ctx, facts, group)),
    closed: facts.closed.map(({ kind, plural, count }) => ({
      path: facts.mayOpenFields ? `/settings/roles/${role.id}/fields?kind=${kind}` : null,
      label: say(ctx, `${plural}.many`),
      count: say(ctx, "users.roles.closed_fields", { count }),
    })),
    proposals: facts.proposals.map(({ id, name, rights }) => ({
      path: `/settings/modules/${id}`,
      name,
      rights: rights.map((right) => rightNames(ctx, sheet).get(right) ?? right),
    })),
  };
}

/** "Deals: change: line 1 …" */
function problemLine(ctx: Context, sheet: readonly SheetGroup[], { message, values }: Problem): string {
  const right = rightNames(ctx, sheet).get(String(values?.["right"]));
  const said = say(ctx, message, values);
  return right ? `${right}: ${said}` : said;
}

function reviewView(
  ctx: Context,
  facts: RoleFacts,
  { effects, name }: { readonly effects: readonly Effect[]; readonly name: string },
) {
  const { role, sheet } = facts;
  const names = rightNames(ctx, sheet);
  const possible = new Map(allRights(sheet).map((one) => [one.right, one.scopes]));
  const renamed = role.name !== null && name !== role.name;
  const lines = effects.map((effect) => {
    const within = possible.get(effect.right) ?? [];
    const values = {
      right: names.get(effect.right) ?? effect.right,
      before: grantName(ctx, toldIn(facts, effect.right, effect.before), within),
      after: grantName(ctx, effect.after, within),
      count: effect.people,
    };
    const turn = turnOf(effect);
    return { loss: turn !== "gains", text: say(ctx, `users.roles.${turn}`, values) };
  });
  return {
    lines: [
      ...(renamed ? [{ loss: false, text: say(ctx, "users.roles.renamed", { before: role.name, after: name }) }] : []),
      ...lines,
    ],
  };
}

function groupView(ctx: Context, facts: RoleFacts, { module, kinds, particular }: SheetGroup) {
  const box = (right: SheetRight, label: string) => boxView(ctx, facts, right, label);
  return {
    id: module?.id ?? "core",
    title: module ? labelOf(module.name, languageOf(ctx)) : say(ctx, "users.roles.product"),
    kinds: kinds.map(({ kind, rights }) => ({
      label: say(ctx, `${kind.plural}.many`),
      boxes: rights.map((right) => box(right, actionName(ctx, right.action))),
      conditions: conditionsView(ctx, facts, rights),
    })),
    particular: particular.map((right) => box(right, particularName(ctx, right))),
  };
}

/** What stands, in the words that whoever looks may read. */
const toldIn = ({ told }: RoleFacts, right: string, grant: Grant): ToldGrant =>
  typeof grant === "string" ? grant : (told[right] ?? grant);

const partsOf = (grant: ToldGrant = "none") => (typeof grant === "string" ? { reach: grant, when: "" } : grant);

/** The boxes of conditions of one kind; undefined where none of its rights may have one. */
function conditionsView(ctx: Context, { told, review, resting }: RoleFacts, rights: readonly SheetRight[]) {
  const boxes = rights
    .filter(({ conditional }) => conditional)
    .map(({ right, action }) => {
      const { when } = partsOf(review?.grants[right] ?? told[right]);
      const label = actionName(ctx, action);
      return {
        id: right.replace(".", "-"),
        name: conditionOf(right),
        label,
        when,
        untold: when === null,
        rests: resting.has(right),
      };
    });
  const count = boxes.filter(({ when }) => when !== "").length;
  return boxes.length > 0
    ? { boxes, open: count > 0, label: say(ctx, "users.roles.conditions", { count }) }
    : undefined;
}

function boxView(ctx: Context, { reaches, review }: RoleFacts, { right, scopes }: SheetRight, label: string) {
  const { reach } = partsOf(review?.grants[right] ?? reaches.get(right));
  // A kind without owners knows all or nothing: whatever is said of it beside none is all.
  const chosen = scopes.includes(reach) ? reach : "all";
  return {
    label,
    name: boxOf(right),
    value: reachName(ctx, chosen, scopes),
    closed: chosen === "none",
    scopes: scopes.map((scope) => ({ value: scope, label: reachName(ctx, scope, scopes), chosen: scope === chosen })),
  };
}

/** Name of the box of a right. */
export const boxOf = (right: string): string => `grant|${right}`;

/** Name of the box of its condition. */
export const conditionOf = (right: string): string => `when|${right}`;

export const allRights = (sheet: readonly SheetGroup[]): readonly SheetRight[] =>
  sheet.flatMap(({ kinds, particular }) => [...kinds.flatMap(({ rights }) => rights), ...particular]);
