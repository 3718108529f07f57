// Kinds, fields and rules: each in a file of its own, which plugin.json names. None is missing, and none lies there unnamed.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { filesIn, type Folder } from "./folder.ts";
import { readJson } from "./json-file.ts";
import { problemIn, type Read } from "./problem.ts";
import type { SchemaName } from "./shape.ts";

export interface Part<T> {
  readonly file: string;
  readonly value: T;
}

export interface PartKind {
  /** Word of the manifest that lists them. */
  readonly word: string;
  readonly below: string;
  readonly schema: SchemaName;
}

/** In the order in which plugin.json names them. */
export async function readParts<T extends object>(
  folder: Folder,
  { word, below, schema }: PartKind,
  listed: unknown,
): Promise<Read<readonly Part<T>[]>> {
  const named = Array.isArray(listed) ? (listed as readonly unknown[]) : [];
  const place = (file: string): number => (named.includes(file) ? named.indexOf(file) : named.length);
  const there = filesIn(folder, below, ".json").toSorted((a, b) => place(a) - place(b));
  const read = await Promise.all(there.map(async (file) => ({ file, ...(await readJson<T>(folder, file, schema)) })));
  const unnamed = there
    .filter((file) => !named.includes(file))
    .map((file) => problemIn(file, "", "plugins.not_named", { word }));
  const missing = named.flatMap((file, at) =>
    typeof file !== "string" || !file.startsWith(`${below}/`) || there.includes(file)
      ? []
      : [problemIn("plugin.json", `/${word}/${at}`, "plugins.no_file", { file })],
  );
  return {
    value: read.flatMap(({ file, value }) => (value ? [{ file, value }] : [])),
    problems: [...missing, ...unnamed, ...read.flatMap(({ problems }) => problems)],
  };
}

/** What the engine has against something it refuses by throwing. */
export function refusals(check: () => unknown): readonly Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}
