import { may } from "../../kernel/actor.ts";
import type { MenuItem } from "../../plugins/plugin.ts";
import type { PageView } from "../../web/page-view.ts";
import type { Kind } from "../kind.ts";
import type { Rec, Related } from "../record.ts";
import { type PageContext, shown, shownText } from "./display.ts";
import { manyOf, oneOf } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { type Command, openTo, type SearchGroup, type SearchHit } from "./record-action.ts";
import { type Found, secondFacts } from "./search.ts";
import { titleOf } from "./values.ts";

export interface Line {
  readonly title: string;
  readonly href: string;
  readonly icon: string;
  readonly fact: string;
}

export interface Group {
  readonly title: string;
  readonly lines: readonly Line[];
  /** All that were found of this kind; null when these are all. */
  readonly all: string | null;
}

export interface SearchView extends PageView {
  readonly q: string;
  readonly groups: readonly Group[];
  /** What may have been meant, when nothing was found. */
  readonly meant: readonly Line[];
}

/** What others found that is no record. */
export interface FoundOther {
  readonly group: SearchGroup;
  readonly hits: readonly SearchHit[];
}

interface SearchFacts {
  readonly q: string;
  readonly found: readonly Found[];
  readonly others: readonly FoundOther[];
  readonly meant: readonly (Related & { readonly kind: Kind })[];
}

/** What was found, group by group. */
export function searchView({ q, found, others, meant }: SearchFacts, context: PageContext): SearchView {
  const { reader } = context;
  return {
    title: q === "" ? reader.say("records.search") : reader.say("records.search.title", { q }),
    q,
    groups: [...found.map((one) => recordGroup(one, q, context)), ...others.map((one) => otherGroup(one, reader))],
    meant: meant.map(({ id, title, kind }) => ({
      title,
      href: `/${kind.plural}/${id}`,
      icon: kind.icon,
      fact: oneOf(kind, reader),
    })),
  };
}

const otherGroup = ({ group, hits }: FoundOther, { say }: Reader): Group => ({
  title: say(group.title),
  lines: hits.map(({ title, path, fact = "" }) => ({ title, href: path, icon: group.icon, fact })),
  all: null,
});

function recordGroup({ kind, records, more }: Found, q: string, context: PageContext): Group {
  return {
    title: manyOf(kind, context.reader),
    lines: records.map((record) => recordLine(record, kind, context)),
    all: more ? `/${kind.plural}?q=${encodeURIComponent(q)}` : null,
  };
}

function recordLine(record: Rec, kind: Kind, context: PageContext): Line {
  const facts = secondFacts(kind, context.reader.actor).map((field) => shownText(shown(record, field, context)));
  return {
    title: titleOf(record, kind.titleField),
    href: `/${kind.plural}/${record.id}`,
    icon: kind.icon,
    fact: facts.filter((text) => text !== "").join(" · "),
  };
}

interface PaletteFacts extends SearchFacts {
  readonly menu: readonly MenuItem[];
  readonly commands: readonly Command[];
  readonly kinds: readonly Kind[];
  readonly recent: readonly Line[];
}

/** Records, places to go, things to do. `>` leaves out the records. */
export function paletteView(facts: PaletteFacts, context: PageContext): { readonly groups: readonly Group[] } {
  const { reader } = context;
  const commands = openTo(facts.commands, reader.actor);
  const said = facts.q.replace(/^[>?#]\s*/, "");
  const { groups, meant } = searchView(facts, context);
  const named = (title: string, lines: readonly Line[]): Group => ({ title: reader.say(title), lines, all: null });
  const all = [
    named("records.palette.recent", facts.recent),
    ...groups,
    named("records.palette.meant", meant),
    named("records.palette.go", matching(said, [...places(facts.menu, reader), ...commanded(commands, true, reader)])),
    named(
      "records.palette.do",
      matching(said, [...doings(facts.kinds, reader), ...commanded(commands, false, reader)]),
    ),
  ];
  return { groups: all.filter(({ lines }) => lines.length > 0) };
}

const matching = (text: string, lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ title }) => text === "" || title.toLowerCase().includes(text.toLowerCase()));

function places(menu: readonly MenuItem[], { actor, say }: Reader): readonly Line[] {
  const open = menu.filter((item) => !item.permission || may(actor, item.permission));
  return open.map(({ label, path, icon, key }) => ({
    title: say(label),
    href: path,
    icon,
    fact: key ? `g ${key.toLowerCase()}` : "",
  }));
}

/** Commands that open a page are places, the others are done. */
const commanded = (commands: readonly Command[], isPlace: boolean, { say }: Reader): readonly Line[] =>
  commands
    .filter(({ path }) => (path !== undefined) === isPlace)
    .map(({ id, label, icon, path }) => ({ title: say(label), href: path ?? `/commands/${id}`, icon, fact: "" }));

const doings = (kinds: readonly Kind[], { actor, say, ...reader }: Reader): readonly Line[] =>
  kinds
    .filter((kind) => kind.quickFields && may(actor, `${kind.plural}.create`))
    .map((kind) => ({
      title: say("web.new.kind", { kind: oneOf(kind, { actor, say, ...reader }) }),
      href: `/new/${kind.plural}`,
      icon: "plus",
      fact: kind.newKey ? `c ${kind.newKey.toLowerCase()}` : "",
    }));
