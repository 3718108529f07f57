// What plugin.json says of settings beyond its shape: values that the engine can take, keys that mean one thing, secrets that are texts.
import type { Problem } from "../../kernel/errors.ts";
import { checkFieldSchema } from "../../records/fields/field-schema.ts";
import { type DeclaredSettings, type SettingSchema, settingScopes } from "../settings/setting.ts";
import type { Manifest } from "./manifest.ts";
import { refusals } from "./parts.ts";
import { moved, problemIn } from "./problem.ts";
import type { UsedWord } from "./templates.ts";
import { wordsOfField } from "./words.ts";

const file = "plugin.json";
const texts = ["text", "longText", "url"];

interface Said {
  readonly at: string;
  readonly key: string;
  readonly schema: SettingSchema;
}

const allIn = (settings: DeclaredSettings): readonly Said[] =>
  settingScopes.flatMap((scope) =>
    Object.entries(settings[scope] ?? {}).map(([key, schema]) => ({ at: `/settings/${scope}/${key}`, key, schema })),
  );

export function settingProblems({ settings = {} }: Manifest): Problem[] {
  const all = allIn(settings);
  return all.flatMap(({ at, key, schema: { secret, ...schema } }) => {
    const said = moved(
      file,
      at,
      refusals(() => checkFieldSchema(schema)),
    );
    const first = all.find((other) => other.key === key)?.schema;
    const differs = first?.["x-type"] !== schema["x-type"] || first?.secret !== secret;
    return [
      ...said,
      ...(differs ? [problemIn(file, at, "plugins.setting_differs", { key })] : []),
      ...(secret && (!texts.includes(schema["x-type"]) || schema.default !== undefined)
        ? [problemIn(file, at, "plugins.secret_no_text", { key, wanted: texts.join(", ") })]
        : []),
    ];
  });
}

export const wordsOfSettings = ({ settings = {} }: Manifest): readonly UsedWord[] =>
  allIn(settings).flatMap(({ at, schema }) => wordsOfField(file, at, schema));
