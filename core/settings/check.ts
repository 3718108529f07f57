// Checks settings against their schema and says what is wrong in words, naming the place where it was written.
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { Problem } from "../kernel/errors.ts";
import { settingEntries, settingsSchema } from "./schema.ts";

/** One problem per setting that does not fit; `given` are those that came from the environment. */
export function checkSettings(plain: unknown, given: ReadonlyMap<string, unknown>): Problem[] {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, formats: { email: /^[^\s@]+@[^\s@]+$/ } });
  const validate = ajv.compile(settingsSchema);
  if (validate(plain)) return [];
  return (validate.errors ?? []).map((error) => problemOf(error, given));
}

function problemOf(error: ErrorObject, given: ReadonlyMap<string, unknown>): Problem {
  const extra = error.params["additionalProperty"] as string | undefined;
  const path = [...error.instancePath.split("/").slice(1), ...(extra ? [extra] : [])].join(".");
  const code = codes[error.keyword] ?? "settings.misfit";
  const values = { name: nameOf(path, given), limit: limitOf(error) };
  return { pointer: path, code, message: `problem.${code}`, values };
}

const codes: Readonly<Record<string, string>> = {
  additionalProperties: "settings.unknown",
  type: "settings.type",
  enum: "settings.choice",
  minimum: "settings.minimum",
  maximum: "settings.maximum",
  minLength: "settings.too_short",
  pattern: "settings.pattern",
  format: "settings.pattern",
};

function limitOf({ keyword, params, parentSchema }: ErrorObject): string {
  if (keyword === "enum") return (params["allowedValues"] as string[]).join(", ");
  if (keyword === "type")
    return [params["type"]]
      .flat()
      .filter((type) => type !== "null")
      .join(", ");
  const [example] = (parentSchema as { examples?: string[] } | undefined)?.examples ?? [];
  return String(params["limit"] ?? example ?? "");
}

/** The name under which whoever set it will look for it. */
function nameOf(path: string, given: ReadonlyMap<string, unknown>): string {
  const names = settingEntries.find((entry) => entry.path === path)?.names;
  return (given.has(path) ? names?.[0] : undefined) ?? path;
}
