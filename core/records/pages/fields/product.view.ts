import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { fieldHelp, fieldLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { crumbs, HOME } from "./editor.view.ts";

/** A field of the product: what it is, and where its words and its place can be changed. */
export function productFieldView(kind: Kind, field: Field, reader: Reader) {
  const words = [field.schema["x-label"], field.schema["x-help"]].filter((key) => typeof key === "string");
  return {
    title: fieldLabel(field, reader),
    where: reader.say("fields.title"),
    breadcrumb: crumbs(kind, reader),
    action: productPath(kind, field),
    cancel: `${HOME}?kind=${kind.name}`,
    type: reader.say(`fields.type.${field.schema["x-type"]}`),
    path: field.path,
    helpText: fieldHelp(field, reader),
    kind: kind.name,
    words: words.map((key) => ({
      text: reader.say(key),
      href: `/settings/words/word?${new URLSearchParams({ key }).toString()}`,
    })),
  };
}

/** Where the page of a field of the product stands. */
export const productPath = (kind: Pick<Kind, "name">, { path }: Pick<Field, "path">): string =>
  `${HOME}/of/${kind.name}/${encodeURIComponent(path)}`;
