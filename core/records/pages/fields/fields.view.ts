// The table of a kind's fields: the company's own and the product's, page by page.
import type { PageView } from "../../../web/page-view.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { Field, FieldSchema } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { fold } from "../../search/fold.ts";
import { fieldHelp, fieldLabel, labelText, manyOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { HOME } from "./editor.view.ts";

/** So many fields stand on one page: a table of 300 rows is slow to read and to draw. */
const ROWS = 60;

export interface FieldsFacts {
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
  readonly own: readonly CustomField[];
  readonly q: string;
  /** From 1. */
  readonly page: number;
}

interface FieldLine {
  readonly label: string;
  readonly href: string;
  readonly type: string;
  readonly path: string;
  readonly required: boolean;
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

function linesOf({ kind, own }: FieldsFacts, reader: Reader): FieldLine[] {
  const line = (schema: FieldSchema, path: string) => ({
    type: reader.say(`fields.type.${schema["x-type"]}`),
    path,
    required: schema["x-required"] === true,
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
        href: `${HOME}/of/${kind.name}/${encodeURIComponent(field.path)}`,
        own: false,
        archived: false,
      }),
    );
  return [...added.filter(({ archived }) => !archived), ...product, ...added.filter(({ archived }) => archived)];
}

/** A field of the product: what it is, and where its words and its place can be changed. */
export function productFieldView(kind: Kind, field: Field, reader: Reader) {
  const words = [field.schema["x-label"], field.schema["x-help"]].filter((key) => typeof key === "string");
  return {
    title: fieldLabel(field, reader),
    where: reader.say("fields.title"),
    breadcrumb: [
      { label: reader.say("web.settings"), path: "/settings" },
      { label: reader.say("fields.title"), path: HOME },
      { label: manyOf(kind, reader), path: `${HOME}?kind=${kind.name}` },
    ],
    type: reader.say(`fields.type.${field.schema["x-type"]}`),
    path: field.path,
    about: fieldHelp(field, reader),
    required: field.required,
    readOnly: field.readOnly,
    kind: kind.name,
    words: words.map((key) => ({
      text: reader.say(key),
      href: `/settings/words/word?${new URLSearchParams({ key }).toString()}`,
    })),
  };
}
