// Compiles every template when the process starts: a mistake in one is found before the first visit, with its file and line.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runInThisContext } from "node:vm";
import Handlebars from "handlebars";

/** A folder of templates; those of a plugin are named `<prefix>/<path>`. */
export interface TemplateFolder {
  readonly folder: string;
  readonly prefix?: string;
}

type Helpers = Readonly<Record<string, Handlebars.HelperDelegate>>;
type Engine = typeof Handlebars;

/** A template that cannot be compiled or filled in; the message names file, line and what is missing. */
export class TemplateError extends Error {
  constructor(file: string, cause: Error & { lineNumber?: number }) {
    super(`${file}${cause.lineNumber ? `:${cause.lineNumber}` : ""}: ${cause.message}`, { cause });
    this.name = "TemplateError";
  }
}

/** All compiled templates by name, such as `deals/board`; those whose file name starts with `_` are partials too. */
export function compileTemplates(
  folders: readonly TemplateFolder[],
  helpers: Helpers,
): Map<string, Handlebars.TemplateDelegate> {
  const engine = Handlebars.create();
  engine.unregisterHelper("log");
  engine.registerHelper(helpers as Record<string, Handlebars.HelperDelegate>);
  const compiled = folders.flatMap((from) => compileFolder(engine, from, helpers));
  for (const [name, template] of compiled) if (basename(name).startsWith("_")) engine.registerPartial(name, template);
  return new Map(compiled);
}

function compileFolder(
  engine: Engine,
  from: TemplateFolder,
  helpers: Helpers,
): [string, Handlebars.TemplateDelegate][] {
  const files = globSync("**/*.hbs", { cwd: from.folder }).sort();
  return files.map((file) => {
    const name = [from.prefix, file.slice(0, -".hbs".length)].filter(Boolean).join("/");
    return [name, compileFile(engine, join(from.folder, file), helpers)];
  });
}

function compileFile(engine: Engine, file: string, helpers: Helpers): Handlebars.TemplateDelegate {
  const template = named(file, () => {
    const code = engine.precompile(readFileSync(file, "utf8"), compileOptions(helpers)) as string;
    return engine.template(runInThisContext(`(${code})`, { filename: file }) as TemplateSpecification);
  });
  return (view, options) => named(file, () => template(view, options));
}

const compileOptions = (helpers: Helpers): PrecompileOptions => ({
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { ...Object.fromEntries(Object.keys(helpers).map((name) => [name, true])), log: false } as never,
});

/** Says in which file it happened; the innermost template speaks. */
function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(file, error as Error);
  }
}
