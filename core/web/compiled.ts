// What a template becomes. Compiling is most of what a start takes: a file is compiled once in a process, until its text changes.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import Handlebars from "handlebars";
import { type Named, partialsIn } from "./partials.ts";

export interface Compiled {
  /** What an engine makes a template of. */
  readonly specification: TemplateSpecification;
  /** The partials it names. */
  readonly partials: readonly Named[];
}

interface Kept extends Compiled {
  readonly text: string;
  readonly helpers: string;
}

const kept = new Map<string, Kept>();

/** The template in this file, which may call these helpers and no other. */
export function compiled(file: string, helpers: readonly string[]): Compiled {
  const [text, names] = [readFileSync(file, "utf8"), helpers.join()];
  const before = kept.get(file);
  if (before?.text === text && before.helpers === names) return before;
  const parsed = Handlebars.parse(text);
  const code = Handlebars.precompile(parsed, compileOptions(helpers)) as string;
  const specification = runInThisContext(`(${code})`, { filename: file }) as TemplateSpecification;
  const now = { specification, partials: partialsIn(parsed), text, helpers: names };
  kept.set(file, now);
  return now;
}

/** Strictly: a value that is not there and a helper nobody knows are mistakes. */
export const compileOptions = (helpers: readonly string[]): PrecompileOptions => ({
  strict: true,
  // Otherwise a partial's place in its template would indent every line of a text in a box, and be saved with it.
  preventIndent: true,
  knownHelpersOnly: true,
  knownHelpers: { ...Object.fromEntries(helpers.map((name) => [name, true])), log: false } as never,
});
