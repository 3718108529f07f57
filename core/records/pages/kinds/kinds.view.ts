import { labelOf } from "../../fields/types/choice.ts";
import { iconOf } from "../../own-kinds/icons.ts";
import type { OwnKind } from "../../own-kinds/own-kind.ts";
import { KEPT_FOR } from "../../own-kinds/own-kinds.ts";
import type { Kind } from "../../kind.ts";
import type { Reader } from "../reader.ts";

const DAY = 86_400_000;

/** All kinds of administrators: those in use, those that wait, those that were put away. */
export function kindsView(all: readonly OwnKind[], inUse: (name: string) => Kind | undefined, reader: Reader) {
  const { say } = reader;
  const line = (own: OwnKind) => lineOf(own, inUse(own.name), reader);
  return {
    title: say("kinds.title"),
    where: say("web.settings"),
    breadcrumb: [{ label: say("web.settings"), path: "/settings" }],
    active: all.filter(({ state }) => state === "active").map(line),
    archived: all.filter(({ state }) => state === "archived").map(line),
  };
}

const lineOf = (own: OwnKind, kind: Kind | undefined, { reading, say }: Reader) => ({
  name: own.name,
  label: labelOf(own.many, reading.language),
  icon: iconOf(own.icon),
  path: `/${own.plural}`,
  owned: say(own.owned ? "kinds.owned.yes" : "kinds.owned.no"),
  fields: kind?.fields.filter(({ custom }) => custom).length ?? 0,
  board: kind?.boardField ? `/${own.plural}/board` : null,
  /** An area or a plugin has taken its name since. */
  waits: own.state === "active" && !kind?.own,
  archivedAt: own.archivedAt,
  erasable: own.archivedAt !== null && Date.now() - Date.parse(own.archivedAt) > KEPT_FOR * DAY,
});
