// The table of a kind's fields: the company's own and the product's, page by page.
import type { PageView } from "../../../web/page-view.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { FieldSchema } from "../../fields/field.ts";
import type { Rule } from "../../rules/rule.ts";
import type { Gate, Kind } from "../../kind.ts";
import { fold } from "../../search/fold.ts";
import { fieldLabel, labelText, manyOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { HOME } from "./editor.view.ts";
import type { RuleChoices } from "../rules/rule-choices.ts";
import { productPath } from "./product.view.ts";

/** So many fields stand on one page: a table of 300 rows is slow to read and to draw. */
const ROWS = 60;

export interface FieldsFacts {
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
  readonly own: readonly CustomField[];
  /** Rules of the kind that this person may know of. */
  readonly rules: readonly Rule[];
  readonly choices: RuleChoices;
  readonly gates: readonly Gate[];
  readonly q: string;
  /** From 1. */
  readonly page: number;
}

interface FieldLine {
  readonly label: string;
  readonly href: string;
  readonly type: string;
  readonly path: string;
  /** When it has to be filled in, in words; null for never. */
  readonly required: string | null;
  readonly own: boolean;
  readonly archived: boolean;
}

export function fieldsView(facts: FieldsFacts, reader: Reader): PageView {
  const { kind, kinds, q, page } = facts;
  const found = linesOf(facts, reader).filter(({ label, path }) => fold(`${label} ${path}`).includes(fold(q)));
  const href = (at: number) =>
    `${HOME}?${new URLSearchParams({ kind: kind.name, ...(q && { q }), page: String(at) }).toString()}`;
  const view = {
    title: reader.say("fields.title"),
    where: reader.say("web.settings"),
    breadcrumb: [{ label: reader.say("web.settings"), path: "/settings" }],
    tabs: kinds.map((one) => ({
      label: manyOf(one, reader),
      path: `${HOME}?kind=${one.name}`,
      current: one.name === kind.name,
      count: null,
    })),
    kind: kind.name,
    q,
    lines: found.slice((page - 1) * ROWS, page * ROWS),
    text: reader.say("fields.count", { count: found.length }),
    previous: page > 1 ? href(page - 1) : null,
    next: found.length > page * ROWS ? href(page + 1) : null,
  };
  return view;
}

function linesOf(facts: FieldsFacts, reader: Reader): FieldLine[] {
  const { kind, own } = facts;
  const line = (schema: FieldSchema, path: string) => ({
    type: reader.say(`fields.type.${schema["x-type"]}`),
    path,
    required: requiredWhen(path, schema, facts, reader),
  });
  const added = own.map(
    (field): FieldLine => ({
      ...line(field.schema, `custom.${field.key}`),
      label: labelText(field.schema["x-label"] ?? field.key, reader),
      href: `${HOME}/${field.id}`,
      own: true,
      archived: field.state === "archived",
    }),
  );
  const product = kind.fields
    .filter((field) => !field.custom)
    .map(
      (field): FieldLine => ({
        ...line(field.schema, field.path),
        label: fieldLabel(field, reader),
        href: productPath(kind, field),
        own: false,
        archived: false,
      }),
    );
  return [...added.filter(({ archived }) => !archived), ...product, ...added.filter(({ archived }) => archived)];
}

/** "Always", or from which stages on and under which conditions; each rule and each door of a stage says its part. */
function requiredWhen(path: string, schema: FieldSchema, facts: FieldsFacts, reader: Reader): string | null {
  const { say } = reader;
  const rules = facts.rules.filter(
    ({ field, effect, state }) => field === path && effect === "required" && state === "active",
  );
  const isAlways = ({ stage, condition, teams }: Rule): boolean => !stage && !condition && teams.length === 0;
  if (schema["x-required"] === true || rules.some(isAlways)) return say("fields.required.always");
  const doors = facts.gates.filter(({ needs }) => needs.includes(path));
  const parts = [
    ...rules.map((rule) => requiredSometimes(rule, facts, reader)),
    ...doors.map(({ stage }) => say("fields.required.at", { stage })),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

function requiredSometimes({ stage, condition, teams }: Rule, { choices }: FieldsFacts, { say }: Reader): string {
  const [staged, conditional] = [stage !== null, condition !== null];
  const when = say("fields.required.some", {
    staged: staged ? "yes" : "no",
    both: staged && conditional ? "yes" : "no",
    conditional: conditional ? "yes" : "no",
    stage: choices.stages?.find(({ id }) => id === stage)?.title ?? stage ?? "",
    condition: condition ?? "",
  });
  const whom = choices.teams.filter(({ id }) => teams.includes(id)).map(({ title }) => title);
  return [when, ...(whom.length > 0 ? [say("rules.says.teams", { teams: whom.join(", ") })] : [])]
    .filter(Boolean)
    .join(" · ");
}
