import type { Scope } from "../../kernel/actor.ts";
import type { ClosedField } from "../access/why/closed-fields.ts";
import type { Explanation, Reason, RoleReach } from "../access/why/why.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { crumbs } from "./form.view.ts";
import { fieldLabel } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { titleOf } from "./values.ts";

export interface WhyFacts {
  readonly kind: Kind;
  readonly record: Rec;
  readonly people: readonly Rec[];
  /** Names of the roles; null for those that are words. */
  readonly roles: ReadonlyMap<string, string | null>;
  readonly explanation: Explanation;
}

/** Line by line what the person may do with the record, and why. */
export function whyView({ kind, record, people, roles, explanation }: WhyFacts, reader: Reader) {
  const { say } = reader;
  const { person, actions, fields } = explanation;
  const nameOf: NameOf = (role) => roles.get(role) ?? say(`users.role.${role}`);
  return {
    title: say("why.title", { title: titleOf(record, kind.titleField) || say("records.untitled") }),
    where: say(`${kind.plural}.many`),
    breadcrumb: crumbs(kind, record, reader),
    path: `/${kind.plural}/${record.id}/access`,
    person: person.title,
    people: people.map(({ id, ...one }) => ({ value: id, label: String(one["name"]), chosen: id === person.id })),
    actions: actions.map((reason) => actionLine(reason, nameOf, reader)),
    fields: fields.flatMap((closed) => fieldLine(kind, closed, nameOf, reader)),
  };
}

type NameOf = (role: string) => string;

function actionLine(reason: Reason, nameOf: NameOf, { say }: Reader) {
  const { permission, allowed, because, path, givenBy } = reason;
  const action = permission.slice(permission.lastIndexOf(".") + 1);
  const general = say(`users.right.${action}`);
  return {
    name: general === `users.right.${action}` ? say(`users.may.${permission}`) : general,
    allowed,
    mark: say(allowed ? "users.reach.yes" : "users.reach.no"),
    because: say(`why.${because}`, { name: givenBy?.title ?? "" }),
    roles: reason.roles.map((one) => say("why.role_reach", { role: nameOf(one.role), reach: reachOf(one, say) })),
    path: path.map(({ title, manager }) => (manager ? `${title} (${manager})` : title)).join(" → "),
  };
}

function reachOf({ reach, when }: RoleReach, say: Reader["say"]): string {
  if (when === undefined) return reachWord(reach, say);
  return when === null
    ? say("users.reach.while_untold", { reach: reachWord(reach, say) })
    : say("users.reach.while", { reach: reachWord(reach, say), when });
}

const reachWord = (reach: Scope, say: Reader["say"]): string => say(`users.reach.${reach}`);

function fieldLine(kind: Kind, { field, mode, roles }: ClosedField, nameOf: NameOf, reader: Reader) {
  const known = kind.byPath.get(field);
  if (!known) return [];
  const told = roles.map((one) =>
    reader.say("why.role_reach", { role: nameOf(one.role), reach: reader.say(`access.mode.${one.mode}`) }),
  );
  return {
    name: fieldLabel(known, reader),
    mode: reader.say(`access.mode.${mode}`),
    because: told.length > 0 ? told.join(", ") : reader.say("why.derived"),
  };
}
