// What was defined, in the words of today: labels where a field or kind is still there, and else what it was called then.
import { isObject, sameJson } from "../../kernel/json.ts";
import type { DefinitionChange } from "../definitions/definition-history.ts";
import { fieldName } from "../access/field-name.ts";
import type { Kind } from "../kind.ts";
import type { ChangesView, RecentLine } from "./changes.view.ts";
import { changesTabs } from "./changes-tabs.ts";
import type { PageContext } from "./display.ts";
import { fieldLabel, labelText, oneOf, pathLabel } from "./labels.ts";
import type { Reader } from "./reader.ts";

export interface DefinitionFacts {
  readonly lines: readonly DefinitionChange[];
  readonly before: string | undefined;
  readonly next: string | null;
  readonly kindOf: (name: string) => Kind | undefined;
}

const HOME = "/changes/definitions";
const LONGEST = 300;

export function definitionChangesView(facts: DefinitionFacts, { reader }: PageContext): ChangesView {
  const { lines, before, next, kindOf } = facts;
  return {
    title: reader.say("records.definitions.title"),
    lead: reader.say("records.definitions.lead"),
    none: reader.say("records.definitions.none"),
    tabs: changesTabs(reader, "definitions"),
    filter: null,
    lines: lines.map((line) => recentLine(line, kindOf(line.kind ?? ""), reader)),
    first: before === undefined ? null : HOME,
    next: next === null ? null : `${HOME}?before=${next}`,
  };
}

function recentLine(line: DefinitionChange, kind: Kind | undefined, reader: Reader): RecentLine {
  const { at, sort } = line;
  const action = actionOf(line);
  const of = kind && sort !== "kind" ? ` · ${oneOf(kind, reader)}` : "";
  return {
    at,
    icon: icons[action],
    who: whoIn(line, reader),
    text: reader.say(`records.changes.${action}`),
    kind: reader.say(`records.definitions.${sort}`) + of,
    title: titleOf(line, kind, reader),
    href: hrefOf(line, kind),
    changes: action === "changed" || toldWhole.has(sort) ? changesIn(line, reader) : [],
    undo: null,
  };
}

const icons = { created: "plus", changed: "pencil", removed: "trash" } as const;

/** Little enough to be told when it is made, too. */
const toldWhole = new Set(["access", "word", "setting"]);

function actionOf({ before, after }: DefinitionChange): keyof typeof icons {
  if (before === null) return "created";
  return after === null ? "removed" : "changed";
}

const whoIn = ({ actorId, actorName }: DefinitionChange, { say }: Reader): string =>
  actorId.startsWith("system:") ? say("records.person.system") : actorName;

function titleOf({ sort, title, subject }: DefinitionChange, kind: Kind | undefined, reader: Reader): string {
  if (sort === "kind" && kind) return oneOf(kind, reader);
  if (sort === "layout") return title || reader.say("records.definitions.everybody");
  if (sort === "access") return `${labelOfStored(kind, title, reader)}: ${subject.split("/")[1] ?? ""}`;
  return sort === "field" && kind ? pathLabel(kind, `custom.${title}`, reader) : title;
}

/** The label of a field by its name in table `field_access`. */
function labelOfStored(kind: Kind | undefined, stored: string, reader: Reader): string {
  const field = kind?.fields.find(({ path }) => fieldName(kind, path) === stored);
  return field ? fieldLabel(field, reader) : stored;
}

/** Where the definition is changed, while it is there. */
function hrefOf({ sort, subject, after }: DefinitionChange, kind: Kind | undefined): string | null {
  if (after === null || (!kind && sort !== "word" && sort !== "setting")) return null;
  const query = `?kind=${kind?.name ?? ""}`;
  const places = {
    field: `/settings/fields/${subject}`,
    rule: `/settings/rules/${subject}`,
    kind: `/settings/kinds/${subject}`,
    layout: `/settings/layouts/${kind?.name ?? ""}`,
    access: `/settings/access${query}`,
    word: "/settings/words",
    setting: `/settings/modules/${subject.split("/")[0] ?? ""}/settings`,
  };
  return places[sort];
}

/** Members that have a word; what else there is, is called as the API calls it. */
const members = new Set(
  "value key position label help options required name condition effect stage teams message state mode list facts quick sections one many".split(
    " ",
  ),
);

/** What a line says by itself already. */
const said = new Set(["kind", "field", "role", "language"]);

/** Member by member; what stands inside of a schema or a plan counts as a member of its own. */
function changesIn(line: DefinitionChange, reader: Reader): RecentLine["changes"] {
  const [was, now] = [flat(line, line.before), flat(line, line.after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])];
  return names
    .filter((name) => !sameJson(was[name] ?? null, now[name] ?? null) && !said.has(name))
    .map((name) => ({
      label: memberLabel(name, reader),
      before: textOf(was[name], reader),
      after: textOf(now[name], reader),
    }));
}

function memberLabel(name: string, reader: Reader): string {
  const plain = name.replace(/^x-/, "");
  return members.has(plain) ? reader.say(`records.definitions.member.${plain}`) : name;
}

const inside = new Set(["schema", "definition", "layout"]);

function flat({ sort }: DefinitionChange, values: DefinitionChange["before"]): Readonly<Record<string, unknown>> {
  // Where nothing is said about a role, it may edit.
  if (sort === "access") return { mode: { mode: String(values?.["mode"] ?? "edit") } };
  const { key, ...rest } = values ?? {};
  const all = sort === "word" ? rest : { ...(key !== undefined && { key }), ...rest };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      inside.has(name) && isObject(value) ? Object.entries(value) : [[name, value]],
    ),
  );
}

function textOf(value: unknown, reader: Reader): string {
  const list = (values: readonly unknown[]) => values.map((one) => textOf(one, reader)).join(", ");
  const text = Array.isArray(value) ? list(value) : isObject(value) ? textOfObject(value, reader) : String(value ?? "");
  return text.slice(0, LONGEST);
}

/** A mode, an option with its label, texts by language, or whatever else there is as it stands. */
function textOfObject(value: Readonly<Record<string, unknown>>, reader: Reader): string {
  const { mode, label } = value;
  if (typeof mode === "string") return reader.say(`access.mode.${mode}`);
  const texts = isObject(label) ? label : value;
  const isLabel = "en" in texts && Object.values(texts).every((one) => typeof one === "string");
  return isLabel ? labelText(texts as Record<string, string>, reader) : JSON.stringify(value);
}
