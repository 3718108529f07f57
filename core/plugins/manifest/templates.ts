// A plugin's templates compile strictly, escape everything, and include parts that exist.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import { productRoot } from "../../settings/schema.ts";
import { helperNames } from "../../web/helpers/index.ts";
import { lookOver } from "../../web/look-over.ts";
import { filesIn, type Folder, readText } from "./folder.ts";
import { problemIn, type Read } from "./problem.ts";

/** A word that a template shows, and where. */
export interface UsedWord {
  readonly file: string;
  readonly at: string;
  readonly key: string;
}

/** What is wrong with the templates, and the words they use. */
export async function readTemplates(folder: Folder, id: string): Promise<Read<readonly UsedWord[]>> {
  const files = filesIn(folder, "templates", ".hbs");
  const own = new Set(files.map((file) => `${id}/${file.slice("templates/".length, -".hbs".length)}`));
  const read = await Promise.all(files.map(async (file) => lookAt(file, await readText(folder, file), own)));
  return { value: read.flatMap(({ value }) => value), problems: read.flatMap(({ problems }) => problems) };
}

function lookAt(file: string, source: string, own: ReadonlySet<string>): Read<readonly UsedWord[]> {
  const seen = lookOver(source, helperNames);
  if ("mistake" in seen) {
    const { line, reason } = seen.mistake;
    return { value: [], problems: [problemIn(file, "", "plugins.bad_template", { line, reason })] };
  }
  const unknown = seen.partials.filter(({ name }) => !own.has(name) && !isShared(name));
  const problems: Problem[] = [
    ...seen.unescaped.map((line) => problemIn(file, "", "plugins.unescaped", { line })),
    ...unknown.map(({ name, line }) => problemIn(file, "", "plugins.unknown_partial", { name, line })),
  ];
  return { value: seen.words.map(({ name, line }) => ({ file, at: `line ${line}`, key: name })), problems };
}

/** A part of the product's own templates. */
const isShared = (name: string): boolean =>
  /^[a-z][\w-]*(\/[\w-]+)*\/_[\w-]+$/.test(name) && existsSync(join(productRoot, "templates", `${name}.hbs`));
