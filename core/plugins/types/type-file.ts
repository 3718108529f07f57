// The types of what a plugin's files declare, for its code: a wrong name is a red line in the editor.
import type { Field } from "../../records/fields/field.ts";
import type { KindDefinition } from "../../records/kind.ts";
import { Kinds } from "../../records/kinds.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { settingsIn, settingScopes } from "../settings/setting.ts";
import { writtenType } from "./written-type.ts";

/** Name of the file in a plugin's folder. */
export const typeFileName = "generated.ts";

/** The whole file for a plugin; `undefined` when it has nothing to tell the types of. */
export function typeFile({ manifest, kinds }: Pick<PluginFiles, "manifest" | "kinds">): string | undefined {
  const settings = settingScopes.flatMap((scope) => settingsIn(manifest, scope).map(({ field }) => field));
  if (kinds.length + settings.length === 0) return undefined;
  return [
    `// What ${manifest.id} declares in its files, as types. Written by \`trellis plugin types\`: change those files, not this one.`,
    ...(kinds.length > 0 ? [valuesFile(kinds, "trellis/sdk")] : []),
    ...(settings.length > 0 ? [settingsType(settings)] : []),
  ].join("\n");
}

/** Interfaces of kinds, and where they are found by the kind's name. */
export function valuesFile(kinds: readonly KindDefinition[], door: string): string {
  const known = new Kinds();
  for (const kind of kinds) known.add(kind);
  const interfaces = kinds.map(({ name }) => `${interfaceOf(name, known.get(name).fields)}\n`);
  const places = kinds.map(({ name }) => `    ${name}: ${typeName(name)};`);
  return [...interfaces, `declare module "${door}" {`, "  interface KindValues {", ...places, "  }", "}", ""].join(
    "\n",
  );
}

function interfaceOf(name: string, fields: readonly Field[]): string {
  const members = fields.filter(({ custom }) => !custom).map((field) => `  readonly ${field.key}: ${typeOf(field)};`);
  return [`/** The values of a ${name}. */`, `export interface ${typeName(name)} {`, ...members, "}"].join("\n");
}

const settingsType = (fields: readonly Field[]): string =>
  [
    "/** What can be set, as `settings.read<Settings>(actor)` answers it. */",
    "export interface Settings {",
    ...new Set(fields.map((field) => `  readonly ${field.key}: ${typeOf(field)};`)),
    "}",
    "",
  ].join("\n");

/** Fields that have to be filled in are never null. */
function typeOf({ type, schema, required }: Field): string {
  const plain = writtenType(type.jsonSchema(schema));
  return required ? plain : `${plain} | null`;
}

/** `site_visit` → `SiteVisit`. */
const typeName = (name: string): string =>
  name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
