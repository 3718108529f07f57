import type { Values } from "../../web/values.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import type { ShareLine } from "../shares/share.ts";
import { crumbs } from "./form.view.ts";
import type { Reader } from "./reader.ts";
import { titleOf } from "./values.ts";

export interface SharesFacts {
  readonly kind: Kind;
  readonly record: Rec;
  readonly lines: readonly ShareLine[];
  readonly mayGive: boolean;
  readonly people: readonly Rec[];
  readonly teams: readonly Rec[];
  readonly problems: readonly string[];
  /** What was typed, when something in it does not fit. */
  readonly typed: Values | undefined;
}

/** To whom a record is given, and the form to give it. */
export function sharesView(facts: SharesFacts, reader: Reader) {
  const { kind, record, lines, mayGive, people, teams, problems, typed } = facts;
  const { say, actor } = reader;
  const path = `/${kind.plural}/${record.id}/shares`;
  const to = typed?.text("to");
  const option = (sort: string) => (one: Rec) => ({
    value: `${sort}:${one.id}`,
    label: String(one["name"]),
    chosen: to === `${sort}:${one.id}`,
  });
  return {
    title: say("shares.title", { title: titleOf(record, kind.titleField) || say("records.untitled") }),
    where: say(`${kind.plural}.many`),
    breadcrumb: crumbs(kind, record, reader),
    path,
    problems,
    lines: lines.map((line) => ({
      icon: line.team ? "users-group" : "user",
      name: (line.team ?? line.person)?.title ?? "",
      access: say(`shares.access.${line.access}`),
      until: line.until,
      by: line.givenBy.title,
      holds: line.holds,
      end: mayGive || line.givenBy.id === actor.id ? `${path}/${line.id}/end` : null,
    })),
    form: mayGive && {
      people: people.filter(({ id }) => id !== actor.id).map(option("person")),
      teams: teams.map(option("team")),
      accesses: ["read", "edit"].map((value) => ({
        value,
        label: say(`shares.access.${value}`),
        chosen: value === (typed?.text("access") || "read"),
      })),
      until: typed?.text("until") ?? "",
    },
  };
}
