// Puts the settings together: defaults, then `config/production.json`, then the environment; checks them and freezes them.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AppError, type Problem } from "../kernel/errors.ts";
import { isObject } from "../kernel/json.ts";
import { checkSettings } from "./check.ts";
import { type Environment, fromEnvironment } from "./environment.ts";
import { productRoot, readConfig } from "./schema.ts";
import { keptBefore, keptSecret, SECRET } from "./secret.ts";
import type { Settings } from "./settings.ts";

/** The settings cannot be used; every problem is listed, not only the first. */
export class SettingsWrong extends AppError {
  readonly status = 500;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super("settings.wrong", { count: problems.length }, options);
    this.problems = problems;
  }
}

/** Reads all settings; makes the data folder and the secret if there are none. Throws SettingsWrong. */
export function readSettings(env: Environment = process.env): Settings {
  const production = env["NODE_ENV"] === "production";
  const given = fromEnvironment(env);
  const plain = overlay(fileSettings(production), given.values);
  const problems = [...given.problems, ...checkSettings(plain, given.values)];
  if (problems.length > 0) throw new SettingsWrong(problems);
  return deepFreeze(complete(plain as unknown as PlainSettings, production));
}

type PlainSettings = Record<string, unknown> & { port: number; dataDir: string; pluginsDir: string };

/** Defaults with the production file over them; folders in files are meant from the product's folder. */
export function fileSettings(production: boolean): Record<string, unknown> {
  const defaults = readConfig("default.json") as Record<string, unknown>;
  const own = production && existsSync(`${productRoot}/config/production.json`) ? readConfig("production.json") : {};
  return merge(defaults, isObject(own) ? own : {});
}

function merge(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const pairs = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isObject(below) && isObject(value) ? merge(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(pairs) };
}

function overlay(base: Record<string, unknown>, values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const nested = [...values].map(([path, value]) =>
    path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
  );
  return nested.reduce<Record<string, unknown>>((sum, one) => merge(sum, one as Record<string, unknown>), base);
}

function complete(plain: PlainSettings, production: boolean): Settings {
  const dataDir = resolve(productRoot, plain.dataDir);
  const known = withoutNulls(plain) as Record<string, unknown>;
  const folders = plain.pluginsDir
    .split(":")
    .filter(Boolean)
    .map((folder) => resolve(productRoot, folder));
  const publicUrl = String(known["publicUrl"] ?? `http://localhost:${plain.port}`).replace(/\/$/, "");
  return {
    ...known,
    production,
    dataDir,
    pluginsDir: folders,
    publicUrl,
    secret: secretOf(known, dataDir),
    secretPrevious: known["secretPrevious"] ?? (known["secret"] ? undefined : keptBefore(dataDir)),
  } as unknown as Settings;
}

function secretOf(known: Record<string, unknown>, dataDir: string): string {
  if (typeof known["secret"] === "string") return known["secret"];
  try {
    return keptSecret(dataDir, SECRET);
  } catch (cause) {
    const values = { name: dataDir, reason: (cause as Error).message };
    const problem = { pointer: "dataDir", code: "settings.data_dir", message: "problem.settings.data_dir", values };
    throw new SettingsWrong([problem], { cause });
  }
}

function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value ?? undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNulls(inner)]));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
