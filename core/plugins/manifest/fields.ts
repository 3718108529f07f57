// Fields that a plugin adds to kinds of others. Whether those kinds are there, and the keys free, is known where it is enabled.
import { checkFieldSchema } from "../../records/fields/field-schema.ts";
import { checkNewField } from "../../records/fields/add-field.ts";
import type { KindDefinition } from "../../records/kind.ts";
import type { PluginField } from "./manifest.ts";
import { type Part, refusals } from "./parts.ts";
import { moved, problemIn, type Read } from "./problem.ts";

export type WrittenField = PluginField & { readonly $schema?: string };

export function checkFields(
  parts: readonly Part<WrittenField>[],
  own: readonly KindDefinition[],
): Read<readonly PluginField[]> {
  const checked = parts.map(({ file, value: { kind, key, schema } }, at) => {
    const said = refusals(() => checkNewField({ key, schema }));
    const twice = parts.slice(0, at).some(({ value }) => value.kind === kind && value.key === key);
    const problems = [
      ...said.map((problem) => moved(file, problem.pointer === "/key" ? "" : "/schema", [problem])).flat(),
      ...(twice ? [problemIn(file, "/key", "plugins.given_twice", { word: "key", value: key })] : []),
      ...(own.some(({ name }) => name === kind)
        ? [problemIn(file, "/kind", "plugins.field_of_own_kind", { kind })]
        : []),
    ];
    const value = said.length === 0 ? [{ kind, key, schema: checkFieldSchema(schema) }] : [];
    return { value, problems };
  });
  return { value: checked.flatMap(({ value }) => value), problems: checked.flatMap(({ problems }) => problems) };
}
