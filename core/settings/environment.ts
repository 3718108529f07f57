// Reads settings from environment variables. An empty variable is an unset one.
import { resolve } from "node:path";
import type { Problem } from "../kernel/errors.ts";
import { type SettingEntry, type SettingSchema, settingEntries } from "./schema.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Given {
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly Problem[];
}

/** What the environment says, by path of the setting; words that are not meant for us are left alone. */
export function fromEnvironment(env: Environment): Given {
  const values = new Map<string, unknown>();
  const problems = unknownNames(env).map((name) => problem(name, "settings.unknown_variable", { name }));
  for (const entry of settingEntries) {
    const [name, ...others] = entry.names.filter((each) => isGiven(env, each));
    if (name === undefined) continue;
    values.set(entry.path, valueOf(env[name] ?? "", entry.schema));
    const other = others.find((each) => env[each] !== env[name]);
    if (other) problems.push(problem(name, "settings.given_twice", { name, other }));
  }
  return { values, problems };
}

const problem = (pointer: string, code: string, values: Record<string, unknown>): Problem => ({
  pointer,
  code,
  message: `problem.${code}`,
  values,
});

// Kubernetes announces a service called "trellis" by variables of its own, such as TRELLIS_PORT=tcp://10.0.0.1:80.
const announced = /^TRELLIS_(SERVICE_|PORT_\d)/;

const isGiven = (env: Environment, name: string): boolean => {
  const value = env[name];
  return value !== undefined && value !== "" && !(name === "TRELLIS_PORT" && value.startsWith("tcp:"));
};

function unknownNames(env: Environment): string[] {
  const known = new Set(settingEntries.flatMap((entry: SettingEntry) => entry.names));
  const ours = Object.keys(env).filter((name) => name.startsWith("TRELLIS_") && isGiven(env, name));
  return ours.filter((name) => !known.has(name) && !announced.test(name) && !name.startsWith("TRELLIS_TEST"));
}

/** Text as the type its setting has; what cannot be one stays text, and the check will say so. */
function valueOf(text: string, schema: SettingSchema): unknown {
  if (schema["x-path"])
    return text
      .split(":")
      .map((folder) => resolve(folder))
      .join(":");
  if (schema.type === "integer") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (schema.type === "boolean") return words.get(text.toLowerCase()) ?? text;
  return text;
}

const words = new Map(
  Object.entries({ 1: true, true: true, yes: true, on: true, 0: false, false: false, no: false, off: false }),
);
