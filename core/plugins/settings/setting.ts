// What can be set of a plugin, as its manifest says it.
import type { Field, FieldSchema } from "../../records/fields/field.ts";
import { declaredField } from "../../records/fields/ready.ts";

/** For whom something is set. The narrower holds before the wider. */
export const settingScopes = ["company", "team", "user"] as const;
export type SettingScope = (typeof settingScopes)[number];

/** A setting as plugin.json says it: a field's schema, and whether nobody may read it again. */
export type SettingSchema = FieldSchema & { readonly secret?: true };

export type DeclaredSettings = { readonly [S in SettingScope]?: Readonly<Record<string, SettingSchema>> };

/** One setting, ready for use. */
export interface Setting {
  readonly key: string;
  readonly field: Field;
  /** Given, used, never shown. */
  readonly secret: boolean;
}

/** The settings of one scope, in the order of the manifest. */
export function settingsIn(
  { settings = {} }: { readonly settings?: DeclaredSettings },
  scope: SettingScope,
): Setting[] {
  return Object.entries(settings[scope] ?? {}).map(([key, { secret = false, ...schema }]) => ({
    key,
    field: declaredField(key, schema as FieldSchema),
    secret,
  }));
}

/** Whose values are meant: everybody's, a team's, a person's. */
export interface Holder {
  readonly scope: SettingScope;
  /** Of the team or person; null for the company. */
  readonly id: string | null;
}

export const company: Holder = { scope: "company", id: null };
