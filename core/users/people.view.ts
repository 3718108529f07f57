import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { actorOf, say } from "../web/context.ts";
import { type BoxPlan, boxes, generalProblem } from "./forms.view.ts";
import type { Role } from "./roles.ts";
import { VIEW_AS } from "./view-as.ts";
import type { PersonLine } from "./users.ts";

const stateColors = { active: "green", invited: "yellow", inactive: "red" } as const;

const settings = (ctx: Context) => ({ label: say(ctx, "web.settings"), path: "/settings" });
const people = (ctx: Context) => ({ label: say(ctx, "users.people.title"), path: "/settings/people" });

/** A role's name: a word for the built-in ones. */
export const roleName = (ctx: Context, { id, name }: Role): string => name ?? say(ctx, `users.role.${id}`);

export interface PeopleLists {
  readonly roles: readonly Role[];
  readonly teams: readonly (readonly [string, string])[];
}

export function peoplePage(ctx: Context, lines: readonly PersonLine[], { roles }: PeopleLists) {
  const names = new Map(roles.map((role) => [role.id, roleName(ctx, role)]));
  return {
    title: say(ctx, "users.people.title"),
    breadcrumb: [settings(ctx)],
    people: lines.map((line) => ({
      ...line,
      path: `/settings/people/${line.id}`,
      color: stateColors[line.state],
      stateName: `users.state.${line.state}`,
      roleNames: line.roles.map((role) => names.get(role) ?? role).join(", "),
    })),
  };
}

/** What was typed, to be shown again beside what is wrong with it. */
export interface PersonForm {
  readonly typed: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
  readonly problems?: readonly Problem[];
}

/** `mails`: the link goes to the person by mail. */
export function invitePage(ctx: Context, form: PersonForm, { mails, ...lists }: PeopleLists & { mails: boolean }) {
  return {
    title: say(ctx, "users.people.invite"),
    breadcrumb: [settings(ctx), people(ctx)],
    action: "/settings/people",
    lead: say(ctx, mails ? "users.people.invite.mailed" : "users.people.invite.text"),
    ...formView(ctx, form, lists),
  };
}

export function personPage(
  ctx: Context,
  person: PersonLine,
  { form, link, mails, ...lists }: PeopleLists & { form: PersonForm; link: string | null; mails: boolean },
) {
  const path = `/settings/people/${person.id}`;
  return {
    title: person.name,
    where: say(ctx, "users.people.title"),
    breadcrumb: [settings(ctx), people(ctx)],
    action: path,
    person: {
      ...person,
      color: stateColors[person.state],
      stateName: `users.state.${person.state}`,
      self: person.id === actorOf(ctx).id,
    },
    mayView: may(actorOf(ctx), VIEW_AS) && person.state === "active" && !person.roles.includes("admin"),
    link,
    mailed: mails && person.email !== null,
    ...formView(ctx, form, lists),
  };
}

function formView(ctx: Context, { typed, roles: chosen, problems = [] }: PersonForm, { roles, teams }: PeopleLists) {
  const fields = boxes(ctx, personBoxes(ctx, typed, teams), problems);
  return {
    fields,
    roles: roles.map((role) => ({
      id: role.id,
      name: roleName(ctx, role),
      help: role.name ? null : `users.role.${role.id}.help`,
      chosen: chosen.includes(role.id),
    })),
    problem: generalProblem(ctx, problems, fields),
  };
}

const personBoxes = (ctx: Context, typed: Readonly<Record<string, string>>, teams: PeopleLists["teams"]): BoxPlan[] => [
  { name: "name", value: typed["name"] ?? "", required: true, autofocus: typed["name"] === undefined },
  { name: "email", type: "email", value: typed["email"] ?? "", help: "users.help.email" },
  { name: "team", value: typed["team"] ?? "", options: [["", say(ctx, "web.none")], ...teams] },
  { name: "jobTitle", value: typed["jobTitle"] ?? "" },
];
