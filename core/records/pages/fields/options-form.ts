import { isLanguage, type Language } from "../../../i18n/languages.ts";
import type { Values } from "../../../web/values.ts";
import type { FieldSchema, Option } from "../../fields/field.ts";
import { addedTo, moved, moveIn, optionsInLines, optionsInRows } from "./option-rows.ts";
import { grown, movedInTree, treeInLines } from "./option-tree.ts";

/** The options as the form says them, also after the button that was pressed. */
export function optionsSaid(form: Values, schema: FieldSchema, own: Language): readonly Option[] {
  const isTree = schema["x-type"] === "tree";
  const before = schema["x-options"] ?? [];
  if (form.has("option.lines")) return (isTree ? treeInLines : optionsInLines)(form.text("option.lines"), before, own);
  const language = writtenIn(form.text("option.language"), own);
  const rows = optionsInRows(form, before, { language, own });
  const more = form.text("option.more");
  const all = isTree ? grown(rows, more, language) : addedTo(rows, more);
  const asked = moveIn(form.text("do"));
  return asked ? (isTree ? movedInTree : moved)(all, asked) : all;
}

/** The language that the labels of options are written in. */
export const writtenIn = (asked: string | null, own: Language): Language =>
  asked !== null && isLanguage(asked) ? asked : own;
