// Why somebody may do something with a record, or not: which role gives the right and how far it reaches, by which team the record
// is within it, what was given to them, and which role decides over a field that they do not see as it is.
import type { Database } from "../../../db/database.ts";
import { type Actor, isWider, limitsOf, may, type Scope } from "../../../kernel/actor.ts";
import { Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { isId } from "../../../kernel/ids.ts";
import type { Actors } from "../../../security/actors.ts";
import { heldBy, heldIn, widest } from "../../../security/grant.ts";
import type { Granted, Permissions } from "../../../security/rights.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import { sharesFor } from "../../query/shared.ts";
import { reachesByRoleNow, reachesNow } from "../../query/scope-now.ts";
import { covers, isReader } from "../../query/scope.ts";
import type { Rec } from "../../record.ts";
import type { Records } from "../../records.ts";
import { problemAt } from "../../store/validate.ts";
import { mayBeTold } from "../grant-conditions.ts";
import { closedFields, type ClosedField } from "./closed-fields.ts";
import { teamPath, type TeamOnPath } from "./team-path.ts";

/** The right to ask. */
export const ASK_WHY = "roles.read";

export interface Reason {
  /** Such as `deals.change`. */
  readonly permission: string;
  readonly allowed: boolean;
  /** How far all roles together reach. */
  readonly reach: Scope;
  readonly because: "role" | "reader" | "share" | "no_right" | "out_of_reach" | "condition" | "no_module";
  /** Each role of the person with how far it reaches, the widest first. */
  readonly roles: readonly RoleReach[];
  /** From a team of the person down to the owner's; empty where teams decide nothing. */
  readonly path: readonly TeamOnPath[];
  /** Who gave it to them, where that is why. */
  readonly givenBy: { readonly id: string; readonly title: string } | null;
}

export interface RoleReach {
  readonly role: string;
  readonly reach: Scope;
  /** What has to be true of a record; null where that names a field that the asker does not see, absent without a condition. */
  readonly when?: string | null;
}

export interface Explanation {
  readonly person: { readonly id: string; readonly title: string };
  readonly actions: readonly Reason[];
  readonly fields: readonly ClosedField[];
}

export interface WhyNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly actors: Pick<Actors, "ofUser">;
  readonly permissions: Permissions;
  readonly roles: { granted(role: string): Promise<Granted> };
}

/** For whoever may look at roles and sees the record; of fields that they do not see themselves nothing is told. */
export async function explain(
  needs: WhyNeeds,
  asker: Actor,
  at: { readonly kind: string; readonly id: string; readonly person: string },
): Promise<Explanation> {
  if (!may(asker, ASK_WHY)) throw new NotAllowed("security.not_allowed", { permission: ASK_WHY });
  const record = await needs.records.get(asker, at.kind, at.id);
  const person = isId(at.person) ? await needs.actors.ofUser(at.person, "page") : undefined;
  if (!person) throw new Invalid([problemAt("person", "not_an_option")]);
  const kind = needs.kinds.get(at.kind);
  const about = { asker, person, kind, record, path: await pathOf(needs, person, kind, record) };
  const rights = [...needs.permissions.all().keys()].filter((right) => isAbout(kind, right));
  return {
    person: { id: person.id, title: person.name },
    actions: await Promise.all(rights.map(async (right) => await reasonFor(needs, about, right))),
    fields: closedFields(needs.kinds, kind, { asker, person }),
  };
}

// What is done to one record; making and importing others is not.
const isAbout = ({ plural }: Kind, right: string): boolean =>
  right.startsWith(`${plural}.`) && right !== `${plural}.create` && right !== `${plural}.import`;

interface About {
  readonly asker: Actor;
  readonly person: Actor;
  readonly kind: Kind;
  readonly record: Rec;
  readonly path: readonly TeamOnPath[];
}

async function reasonFor(needs: WhyNeeds, about: About, permission: string): Promise<Reason> {
  const { person, kind, record, path } = about;
  const action = permission.slice(kind.plural.length + 1);
  const reach = widest(heldBy(person, permission));
  const because = await becauseOf(needs, about, permission);
  const share =
    because === "share" ? sharesFor(person, kind.name, action).find(({ id }) => id === record.id) : undefined;
  const byTeam = because === "role" && (reach === "team" || reach === "subtree");
  return {
    permission,
    allowed: because === "role" || because === "reader" || because === "share",
    reach,
    because,
    roles: await rolesWith(needs, about, permission),
    path: byTeam ? path : [],
    givenBy: share ? { id: share.by.id, title: share.by.name } : null,
  };
}

async function becauseOf(needs: WhyNeeds, about: About, permission: string): Promise<Reason["because"]> {
  const { person, kind, record } = about;
  const asked = { actor: person, kind, action: permission.slice(kind.plural.length + 1), record };
  if (await reachesByRoleNow(needs.db, asked)) return "role";
  if (await reachesNow(needs.db, asked)) return isReader(person, kind, asked.action, record) ? "reader" : "share";
  if (needs.permissions.isWithheld(permission, person)) return "no_module";
  if (!may(person, permission)) return "no_right";
  const isNear = limitsOf(person, permission).some(({ reach }) => covers(reach, person, kind, record));
  return isNear ? "condition" : "out_of_reach";
}

async function rolesWith(
  { roles, kinds }: WhyNeeds,
  { asker, person }: About,
  permission: string,
): Promise<Reason["roles"]> {
  const each = person.roles.map(async (role): Promise<RoleReach> => {
    const held = heldIn(await roles.granted(role), permission);
    const when = held.limited[0]?.when;
    const told = when !== undefined && mayBeTold(kinds, asker, permission, when) ? when : null;
    return { role, reach: widest(held), ...(when !== undefined && { when: told }) };
  });
  return (await Promise.all(each)).toSorted((a, b) => (isWider(b.reach, a.reach) ? 1 : -1));
}

async function pathOf(
  { db }: WhyNeeds,
  person: Actor,
  { ownerField }: Kind,
  record: Rec,
): Promise<readonly TeamOnPath[]> {
  const owner = ownerField === undefined ? null : record[ownerField];
  return typeof owner === "string" && owner !== person.id ? await teamPath(db, person.id, owner) : [];
}
