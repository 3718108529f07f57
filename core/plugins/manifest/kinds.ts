// A plugin's kinds of record, as the registry takes them.
import type { Problem } from "../../kernel/errors.ts";
import { refuseUnsound } from "../../records/computed/check-computed.ts";
import { checkFieldSchema } from "../../records/fields/field-schema.ts";
import type { FieldSchema } from "../../records/fields/field.ts";
import { checkIndexWish } from "../../records/fields/life/index-plan.ts";
import { reservedKeys } from "../../records/fields/system.ts";
import type { Kind, KindDefinition } from "../../records/kind.ts";
import { Kinds } from "../../records/kinds.ts";
import { type Part, refusals } from "./parts.ts";
import { moved, problemIn, type Read } from "./problem.ts";
import { isReserved } from "./reserved.ts";

/** A kind as its file says it. */
export type WrittenKind = Omit<KindDefinition, "table" | "owner" | "hooks"> & { readonly $schema?: string };

/** Name of a plugin's schema in the data base, where the tables of its kinds stand. */
export const schemaOf = (id: string): string => `plugin_${id.replaceAll("-", "_")}`;

/** The kinds of which all is right, and what is wrong with the others. */
export function checkKinds(id: string, parts: readonly Part<WrittenKind>[]): Read<readonly KindDefinition[]> {
  const checked = parts.map(({ file, value: { $schema: _schema, ...written } }) => {
    const problems = [...nameProblems(file, written, parts), ...fieldProblems(file, written.fields)];
    const whole = problems.length === 0 ? definitionOf(id, written) : undefined;
    return { whole, problems: whole ? wholeProblems(file, whole) : problems };
  });
  return {
    value: checked.flatMap(({ whole, problems }) => (whole && problems.length === 0 ? [whole] : [])),
    problems: checked.flatMap(({ problems }) => problems),
  };
}

function definitionOf(id: string, written: Omit<WrittenKind, "$schema">): KindDefinition {
  const tidy = Object.entries(written.fields).map(([key, schema]) => [key, checkFieldSchema(schema)] as const);
  const table = `${schemaOf(id)}.${written.plural.replaceAll("-", "_")}`;
  return { ...written, fields: Object.fromEntries(tidy), table, owner: id };
}

function nameProblems(file: string, { name, plural }: WrittenKind, parts: readonly Part<WrittenKind>[]): Problem[] {
  const others = parts.filter((part) => part.file < file).flatMap(({ value }) => [value.name, value.plural]);
  return (["name", "plural"] as const).flatMap((word) => {
    const value = word === "name" ? name : plural;
    if (isReserved(value)) return [problemIn(file, `/${word}`, "plugins.reserved_name", { name: value })];
    return others.includes(value) ? [problemIn(file, `/${word}`, "plugins.given_twice", { word, value })] : [];
  });
}

const fieldProblems = (file: string, fields: Readonly<Record<string, FieldSchema>>): Problem[] =>
  Object.entries(fields).flatMap(([key, schema]) => {
    if (reservedKeys.has(key)) return [problemIn(file, `/fields/${key}`, "bad_key", { key })];
    return moved(
      file,
      `/fields/${key}`,
      refusals(() => checkIndexWish(checkFieldSchema(schema))),
    );
  });

/** What the words of a kind say about its fields. */
function wholeProblems(file: string, definition: KindDefinition): Problem[] {
  const kinds = new Kinds();
  kinds.add(definition);
  const kind = kinds.get(definition.name);
  return [...pathProblems(file, kind), ...columnProblems(file, kind), ...formulaProblems(file, kinds, definition)];
}

const findable = ["text", "longText", "email", "phone", "url", "tags", "channels", "autoNumber"];

/** Word of a kind → types its fields must have; any where none is named. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  openWhen: [],
  titleField: ["text"],
  listColumns: [],
  keyFacts: [],
  quickFields: [],
  searchable: findable,
  ownerField: ["user"],
  readersField: ["references"],
  boardField: ["choice"],
  defaultSort: [],
};

type Said = string | readonly string[] | undefined;

function pathProblems(file: string, kind: Kind): Problem[] {
  return Object.entries(wanted).flatMap(([word, types]) => {
    const said = word === "openWhen" ? kind.openWhen?.field : (kind[word as keyof Kind] as Said);
    const one = typeof said === "string";
    return [said ?? []].flat().flatMap((path, at) => {
      const place = one ? `/${word}` : `/${word}/${at}`;
      const field = kind.byPath.get(path.replace(/^-/, ""));
      if (!field) return [problemIn(file, place, "unknown_field", { field: path })];
      const fine = types.length === 0 || types.includes(field.type.name);
      return fine
        ? []
        : [problemIn(file, place, "plugins.wrong_field_type", { field: path, wanted: types.join(", ") })];
    });
  });
}

/** `dealId` and a reference `deal` would be kept in the same place. */
function columnProblems(file: string, { fields }: Kind): Problem[] {
  const taken = new Map<string, string>();
  return fields.flatMap(({ key, columns }) =>
    columns.flatMap((column) => {
      const other = taken.get(column);
      taken.set(column, key);
      return other === undefined ? [] : [problemIn(file, `/fields/${key}`, "plugins.same_column", { key, other })];
    }),
  );
}

/** Roll-ups reach into kinds of others; those are looked at where it is known what there is. */
const formulaProblems = (file: string, kinds: Kinds, { name, fields }: KindDefinition): Problem[] =>
  Object.entries(fields)
    .filter(([, schema]) => schema["x-type"] === "formula")
    .flatMap(([path, schema]) =>
      moved(
        file,
        `/fields/${path}`,
        refusals(() => refuseUnsound({ kind: kinds.get(name), kinds, seen: kinds }, { path, schema })),
      ),
    );
