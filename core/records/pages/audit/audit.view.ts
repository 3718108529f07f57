import { isId } from "../../../kernel/ids.ts";
import { deeds, recordActions } from "../../../security/audit/actions.ts";
import type { PageView } from "../../../web/page-view.ts";
import type { Asked } from "../../api/audit-asked.ts";
import type { TrailLine, TrailPage } from "../../audit/trail.ts";
import type { Kind, KindsSeen } from "../../kind.ts";
import type { Related } from "../../record.ts";
import type { PageContext } from "../display.ts";
import { fieldLabel, manyOf, oneOf } from "../labels.ts";
import type { Reader } from "../reader.ts";

interface Option {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

interface LineView {
  readonly at: string;
  readonly who: string;
  readonly icon: string;
  readonly action: string;
  /** What it was done to, with its kind. */
  readonly kind: string | null;
  readonly title: string | null;
  readonly href: string | null;
  /** Everything else that is known, as pairs. */
  readonly facts: readonly { readonly name: string; readonly text: string }[];
}

export interface AuditView extends PageView {
  readonly people: readonly Option[];
  readonly kinds: readonly Option[];
  /** Fields of the kind that is chosen. */
  readonly fields: readonly Option[];
  readonly actions: readonly Option[];
  readonly sources: readonly Option[];
  readonly from: string;
  readonly until: string;
  /** Id of the one record that is looked at. */
  readonly record: string;
  readonly lines: readonly LineView[];
  readonly first: string | null;
  readonly next: string | null;
  /** The same as a file, for whoever may take it out. */
  readonly file: string | null;
}

export interface AuditFacts extends TrailPage {
  readonly asked: Asked;
  readonly people: readonly Related[];
  readonly titles: ReadonlyMap<string, Related>;
  readonly seen: KindsSeen;
  readonly mayExport: boolean;
}

const HOME = "/settings/audit";
const sources = ["page", "api", "import", "job", "cli", "setup"];
const LONGEST = 300;

export function auditView(facts: AuditFacts, { reader }: PageContext): AuditView {
  const { asked, seen, people, lines, next, mayExport } = facts;
  const { typed } = asked;
  const kind = seen.find(typed.kind);
  const option =
    (name: keyof Asked["typed"]) =>
    (value: string, label: string): Option => ({ value, label, chosen: typed[name] === value });
  return {
    title: reader.say("audit.title"),
    breadcrumb: [{ label: reader.say("web.settings"), path: "/settings" }],
    people: people.map(({ id, title }) => option("actor")(id, title)),
    kinds: seen
      .all()
      .filter(({ pages }) => pages !== false)
      .map((one) => option("kind")(one.name, manyOf(one, reader))),
    fields: (kind?.fields ?? []).map((field) => option("field")(field.path, fieldLabel(field, reader))),
    actions: [...recordActions, ...deeds].map((action) =>
      option("action")(action, reader.say(`audit.action.${action}`)),
    ),
    sources: sources.map((source) => option("source")(source, reader.say(`audit.source.${source}`))),
    from: typed.from,
    until: typed.until,
    record: typed.record,
    lines: lines.map((line) => lineView(line, facts, reader)),
    first: typed.after === "" ? null : pathOf(HOME, typed),
    next: next === null ? null : pathOf(HOME, typed, next),
    file: mayExport && lines.length > 0 ? pathOf(`${HOME}/export.csv`, typed) : null,
  };
}

function pathOf(path: string, { after: _, ...typed }: Asked["typed"], after?: string): string {
  const set = Object.entries({ ...typed, ...(after && { after }) }).filter(([, text]) => text !== "");
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set).toString()}`;
}

function lineView(line: TrailLine, { titles, seen }: AuditFacts, reader: Reader): LineView {
  const { at, action, actorId, actorName, recordId } = line;
  const kind = seen.find(line.kind ?? "");
  const title = recordId === null ? undefined : titles.get(recordId)?.title;
  return {
    at,
    who: actorId.startsWith("system:") ? reader.say("audit.system", { job: actorId.slice(7) }) : actorName,
    icon: iconOf(action),
    action: actionName(action, reader),
    kind: kind ? oneOf(kind, reader) : thing(line.kind, reader),
    title: title ?? (kind || recordId === null || isId(recordId) ? null : recordId),
    href: hrefOf(kind, recordId, title),
    facts: factsOf(line, kind, reader),
  };
}

const known: ReadonlySet<string> = new Set([...recordActions, ...deeds]);

/** What others write down is shown by its own name. */
const actionName = (action: string, reader: Reader): string =>
  known.has(action) ? reader.say(`audit.action.${action}`) : action;

const things = new Set([
  "session",
  "token",
  "role",
  "module",
  "audit",
  "company-profile",
  "lockdown",
  "backup",
  "secret",
]);
const thing = (name: string | null, reader: Reader): string | null =>
  name !== null && things.has(name) ? reader.say(`audit.thing.${name}`) : name;

/** To where a record is: a person's page is that of settings. Nothing leads to what is gone or may not be seen. */
function hrefOf(kind: Kind | undefined, recordId: string | null, title: string | undefined): string | null {
  if (!kind || recordId === null || title === undefined) return null;
  if (kind.name === "user") return `/settings/people/${recordId}`;
  return kind.pages === false ? null : `/${kind.plural}/${recordId}`;
}

const icons = {
  record: "pencil",
  created: "plus",
  removed: "trash",
  erased: "trash",
  restored: "restore",
  session: "device-laptop",
  sign_in: "alert-circle",
  token: "key",
  list: "file-export",
  field: "lock",
  role: "shield",
  roles: "shield",
  person: "user",
  module: "puzzle",
};

/** By what was done, or else by what it was done to. */
function iconOf(action: string): string {
  const [area = "", verb = ""] = action.split(".");
  const named: Readonly<Record<string, string>> = icons;
  return (area === "record" ? named[verb] : undefined) ?? named[area] ?? "history";
}

/** Fields by their labels as far as this reader sees them, and whatever else was written down. */
function factsOf(line: TrailLine, kind: Kind | undefined, reader: Reader): LineView["facts"] {
  const { fields, detail, address, source, requestId, actingFor, cause } = line;
  const labels = fields.flatMap((path) => {
    const field = kind?.byPath.get(path);
    return field ? [fieldLabel(field, reader)] : [];
  });
  const own = {
    fields: labels.join(", "),
    source: reader.say(`audit.source.${source}`),
    address,
    acting_for: actingFor,
    operation: cause,
    request: requestId,
  };
  const told = Object.entries(own).flatMap(([name, text]) =>
    text ? [{ name: reader.say(`audit.fact.${name}`), text }] : [],
  );
  const more = Object.entries(detail ?? {}).map(([name, value]) => ({ name, text: textOf(value).slice(0, LONGEST) }));
  return [...told, ...more];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
