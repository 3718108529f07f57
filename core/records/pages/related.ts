// Records that point at this one by fields that were added while the system runs: lists on its page, made by nobody.
import { may } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Condition } from "../query/grammar.ts";
import type { Rec } from "../record.ts";
import { shown, shownText } from "./display.ts";
import { fieldLabel, manyOf } from "./labels.ts";
import { includesOf, type Parts, type Visit } from "./parts.ts";
import type { ShownPanel } from "./record.view.ts";
import { secondFacts } from "./search.ts";
import { titleOf } from "./values.ts";

const SHOWN = 5;

interface Pointing {
  readonly kind: Kind;
  readonly field: Field;
}

/** One panel per field that points here, of kinds this person may read. */
export async function relatedPanels(parts: Parts, visit: Visit, record: Rec): Promise<readonly ShownPanel[]> {
  const pointing = pointingAt(parts, visit);
  return await Promise.all(pointing.map((one) => panelOf(parts, visit, record, one)));
}

function pointingAt({ kinds }: Parts, { kind: target, reader }: Visit): readonly Pointing[] {
  const all = kinds.seenBy(reader.actor).all();
  const open = all.filter((kind) => kind.pages !== false && may(reader.actor, `${kind.plural}.read`));
  return open.flatMap((kind) =>
    kind.fields.filter((field) => field.custom && leadsTo(field, target)).map((field) => ({ kind, field })),
  );
}

const leadsTo = ({ type, schema }: Field, { name }: Kind): boolean =>
  (type.name === "reference" || type.name === "references") && schema["x-kind"] === name;

async function panelOf(parts: Parts, visit: Visit, record: Rec, { kind, field }: Pointing): Promise<ShownPanel> {
  const { reader } = visit;
  const facts = secondFacts(kind, reader.actor).filter(({ path }) => path !== field.path);
  const here: Condition = { field: field.path, op: field.type.name === "references" ? "has" : "eq", value: record.id };
  const { data, count } = await parts.records.list(reader.actor, kind.name, {
    filter: here,
    fields: [kind.titleField, ...facts.map(({ path }) => path)],
    include: includesOf(parts.kinds, { fields: facts }),
    limit: SHOWN,
    count: "exact",
  });
  const rows = data.map((one) => ({
    href: `/${kind.plural}/${one.id}`,
    title: titleOf(one, kind.titleField) || reader.say("records.untitled"),
    note: facts
      .map((fact) => shownText(shown(one, fact, visit)))
      .filter((text) => text !== "")
      .join(" · "),
  }));
  const view = {
    rows,
    kind: manyOf(kind, reader),
    count: count?.number ?? rows.length,
    ...ways({ kind, field }, visit, record),
  };
  return {
    id: `${kind.plural}-${field.key}`,
    place: "side",
    title: titleText({ kind, field }, visit),
    template: "records/_related",
    view,
  };
}

function ways({ kind, field }: Pointing, { reader }: Visit, { id }: Rec) {
  const op = field.type.name === "references" ? "[has]" : "";
  return {
    all: `/${kind.plural}?${new URLSearchParams({ [`filter[${field.path}]${op}`]: id })}`,
    add: may(reader.actor, `${kind.plural}.create`)
      ? `/${kind.plural}/new?${new URLSearchParams({ [field.path]: id })}`
      : null,
  };
}

/** The kind's name; with the field's, where the kind points here in several ways. */
function titleText({ kind, field }: Pointing, { kind: target, reader }: Visit): string {
  const several = kind.fields.filter((one) => one.custom && leadsTo(one, target)).length > 1;
  return several ? `${manyOf(kind, reader)} – ${fieldLabel(field, reader)}` : manyOf(kind, reader);
}
