// Boxes of values with parts: ways to reach somebody, addresses, branches of a tree.
import type { Field } from "../fields/field.ts";
import { addressParts } from "../fields/types/address.ts";
import { acceptedIn, mostFiles } from "../fields/types/file.ts";
import { optionsOf } from "../fields/types/choice.ts";
import { inOrder, isOpen, pathText } from "../fields/types/tree.ts";
import type { ChannelRow, FormContext, InputOption, InputPart, InputView } from "./input-view.ts";
import { labelText } from "./labels.ts";
import type { Reader } from "./reader.ts";

type Filled = (field: Field, typed: URLSearchParams, context: FormContext) => Partial<InputView>;

const SPARE_ROWS = 2;
const channelTypes = ["phone", "email", "messenger", "site"] as const;

export const channelsBox: Filled = (field, typed, { reader }) => {
  const column = (part: string) => typed.getAll(`${field.path}.${part}`);
  const columns = ["type", "value", "label", "use", "kept"].map(column);
  const filled = columns[1]?.filter((value) => value !== "").length ?? 0;
  const row = (_: unknown, at: number) =>
    channelRow(
      columns.map((column) => column[at] ?? ""),
      reader,
    );
  return { partial: "fields/_input-channels", group: true, rows: Array.from({ length: filled + SPARE_ROWS }, row) };
};

function channelRow([type, value = "", label = "", use, kept = ""]: readonly string[], reader: Reader): ChannelRow {
  const types = chosenOf(channelTypes, type || "phone", "records.channel", reader);
  return { types, value, label, uses: chosenOf(["yes", "no"], use || "yes", "records.channel.use", reader), kept };
}

const chosenOf = (ids: readonly string[], chosen: string, prefix: string, { say }: Reader): InputOption[] =>
  ids.map((id) => ({ value: id, label: say(`${prefix}.${id}`), chosen: id === chosen }));

/** One box per part; the country is chosen from a list in the reader's language. */
export const addressBox: Filled = (field, typed, { reader }) => ({
  partial: "fields/_input-address",
  group: true,
  parts: Object.entries(addressParts).map(([key, most]) => addressPart(field, key, { most, typed, reader })),
});

function addressPart(
  field: Field,
  key: string,
  { most, typed, reader }: { most: number; typed: URLSearchParams; reader: Reader },
): InputPart {
  const name = `${field.path}.${key}`;
  const value = typed.get(name) ?? "";
  const schema = field.type.parts?.[key]?.schema;
  const countries = schema ? optionsOf(schema) : [];
  const options = countries.map(({ id, label }) => ({
    value: id,
    label: labelText(label, reader),
    chosen: id === value,
  }));
  const sorted = options.toSorted((a, b) => a.label.localeCompare(b.label, reader.reading.language));
  return { key, name, label: reader.say(`records.address.${key}`), value, most, options: sorted };
}

/** Those that stand there, each to keep or not, and a box for more. */
export const fileBox: Filled = (field, typed) => ({
  partial: "fields/_input-file",
  group: true,
  multiple: mostFiles(field.schema) > 1,
  attributes: { accept: acceptedIn(field.schema)?.join(",") ?? null },
  options: typed.getAll(`${field.path}.kept`).map((text) => ({ value: text, label: nameIn(text), chosen: true })),
});

function nameIn(text: string): string {
  try {
    return String((JSON.parse(text) as { name?: unknown }).name ?? "");
  } catch {
    return "";
  }
}

/** All open nodes with the whole way to them, in the order of the tree. */
export const treeBox: Filled = (field, typed, { reader }) => ({
  partial: "fields/_input-choice",
  options: treeOptions(field, typed.getAll(field.path), reader),
});

function treeOptions({ schema }: Field, chosen: readonly string[], reader: Reader): InputOption[] {
  const offered = inOrder(schema).filter(({ id }) => isOpen(schema, id) || chosen.includes(id));
  const say = (label: Parameters<typeof labelText>[0]) => labelText(label, reader);
  return offered.map(({ id }) => ({ value: id, label: pathText(schema, id, say), chosen: chosen.includes(id) }));
}
