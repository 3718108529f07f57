// The list of all settings, read from the same schema that checks them and that `docs/settings.md` is written from.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder of the product: where `package.json` stands. */
export const productRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Version of the product, such as `0.1.0`. */
export const productVersion = (JSON.parse(readFileSync(`${productRoot}/package.json`, "utf8")) as { version: string })
  .version;

export interface SettingSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly description?: string;
  readonly "x-env"?: string;
  readonly "x-path"?: boolean;
  readonly "x-secret"?: boolean;
}

/** One setting: where it stands in the files, and under which names the environment can give it. */
export interface SettingEntry {
  /** Such as `db.pool.max`. */
  readonly path: string;
  /** Such as `TRELLIS_DB_POOL_MAX`; a short name, if there is one, comes first. */
  readonly names: readonly string[];
  readonly schema: SettingSchema;
}

export const readConfig = (file: string): unknown => JSON.parse(readFileSync(`${productRoot}/config/${file}`, "utf8"));

export const settingsSchema = readConfig("settings.schema.json") as SettingSchema;

/** Every setting, in the order of the schema. */
export const settingEntries: readonly SettingEntry[] = entriesOf(settingsSchema, "");

function entriesOf({ properties = {} }: SettingSchema, prefix: string): SettingEntry[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const path = `${prefix}${key}`;
    return schema.properties ? entriesOf(schema, `${path}.`) : [entry(path, schema)];
  });
}

function entry(path: string, schema: SettingSchema): SettingEntry {
  const short = schema["x-env"];
  return { path, names: [...(short ? [short] : []), environmentName(path)], schema };
}

/** The one rule: dots and capitals become underscores, `db.pool.max` is `TRELLIS_DB_POOL_MAX`. */
export function environmentName(path: string): string {
  return `TRELLIS_${path
    .replaceAll(".", "_")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()}`;
}
