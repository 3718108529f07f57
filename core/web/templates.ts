// Every template is compiled when it is added, at the start or with its plugin: a mistake in one is found before the first
// visit, with its file and line.
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import Handlebars from "handlebars";
import { compiled } from "./compiled.ts";

/** A folder of templates; those of a plugin are named `<prefix>/<path>`. */
export interface TemplateFolder {
  readonly folder: string;
  readonly prefix?: string;
  /** True: one that cannot be compiled says so where it is shown, instead of keeping all of them out. */
  readonly unfinished?: boolean;
}

/** Hears that a template of a plugin could not be filled in; answers what the page may tell of it. */
export type Broken = (plugin: string, error: unknown) => string;

interface Source {
  readonly name: string;
  readonly file: string;
  /** Partials it may name. */
  readonly known: ReadonlySet<string>;
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
export class Templates {
  readonly #engine: Engine = Handlebars.create();
  readonly #helpers: readonly string[];
  readonly #byName = new Map<string, Handlebars.TemplateDelegate>();
  /** Partials of the product, for everybody's templates. */
  readonly #shared = new Set<string>();
  /** Template → plugin. */
  readonly #plugins = new Map<string, string>();
  readonly #broken: Broken;

  constructor(helpers: Helpers, broken: Broken = () => "") {
    this.#broken = broken;
    this.#engine.unregisterHelper("log");
    this.#engine.registerHelper(helpers as Record<string, Handlebars.HelperDelegate>);
    this.#helpers = Object.keys(helpers);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  get(name: string): Handlebars.TemplateDelegate {
    const template = this.#byName.get(name);
    if (!template) throw new Error(`There is no template "${name}"`);
    return template;
  }

  /** Fills in a piece of a page. Where a plugin's template fails, a sentence stands in its place, and the page is there. */
  fill(name: string, view: object, data: object): string {
    try {
      return this.get(name)(view, { data });
    } catch (error) {
      const plugin = this.#plugins.get(name);
      if (plugin === undefined) throw error;
      return this.get("shared/_broken")({ plugin, reason: this.#broken(plugin, error) }, { data });
    }
  }

  /** Compiles a folder, or adds nothing and throws TemplateError; answers how to take it out. A plugin has its own partials and the product's. */
  add(from: TemplateFolder): () => void {
    const files = filesOf(from);
    const partials = [...files.keys()].filter(isPartial);
    const known = new Set([...this.#shared, ...partials]);
    const ready = [...files].map(([name, file]) => [name, this.#compiled(from, { name, file, known })] as const);
    for (const [name, template] of ready) this.#put(name, template);
    if (from.prefix === undefined) for (const name of partials) this.#shared.add(name);
    else for (const [name] of ready) this.#plugins.set(name, from.prefix);
    return () => {
      for (const [name] of ready) this.#takeOut(name);
    };
  }

  #compiled({ unfinished }: TemplateFolder, source: Source): Handlebars.TemplateDelegate {
    try {
      return this.#compile(source);
    } catch (error) {
      if (!unfinished) throw error;
      return () => {
        throw error;
      };
    }
  }

  #compile({ name, file, known }: Source): Handlebars.TemplateDelegate {
    if (this.#byName.has(name)) throw new TemplateError(file, new Error(`The name "${name}" is already taken`));
    const template = named(file, () => {
      const { specification, partials } = compiled(file, this.#helpers);
      const unknown = partials.find((one) => !known.has(one.name));
      if (unknown)
        throw Object.assign(new Error(`There is no partial "${unknown.name}"`), { lineNumber: unknown.line });
      return this.#engine.template(specification);
    });
    return (view, options) => named(file, () => template(view, options));
  }

  #put(name: string, template: Handlebars.TemplateDelegate): void {
    this.#byName.set(name, template);
    if (isPartial(name)) this.#engine.registerPartial(name, template);
  }

  #takeOut(name: string): void {
    this.#byName.delete(name);
    if (isPartial(name)) this.#engine.unregisterPartial(name);
    this.#shared.delete(name);
    this.#plugins.delete(name);
  }
}

const isPartial = (name: string): boolean => basename(name).startsWith("_");

function filesOf({ folder, prefix }: TemplateFolder): ReadonlyMap<string, string> {
  const files = globSync("**/*.hbs", { cwd: folder }).sort();
  const nameOf = (file: string): string => file.slice(0, -".hbs".length).replaceAll("\\", "/");
  return new Map(files.map((file) => [[prefix, nameOf(file)].filter(Boolean).join("/"), join(folder, file)]));
}

/** Says in which file it happened; the innermost template speaks. */
function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(file, error as Error);
  }
}
