// Writes a plugin after the pattern in `plugins/.pattern`, which is a plugin itself.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { productRoot } from "../../settings/schema.ts";
import { type PluginNames, renamed } from "./names.ts";

const pattern = join(productRoot, "plugins/.pattern");

/** Answers the names of the files written, from the folder on. */
export async function writePlugin(folder: string, names: PluginNames): Promise<readonly string[]> {
  const product = pathFrom(folder, productRoot);
  const files = await patternFiles();
  const isBeside = dirname(folder) === join(productRoot, "plugins");
  const all = isBeside ? files : new Map([...files, ...filesElsewhere(product, names)]);
  for (const [name, text] of all) await write(join(folder, renamed(name, names)), text, { names, product });
  return [...all.keys()].map((name) => renamed(name, names)).sort();
}

async function patternFiles(): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(pattern, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = paths.map(async (path) => [relative(pattern, path).replaceAll("\\", "/"), await readFile(path, "utf8")]);
  return new Map((await Promise.all(read)) as [string, string][]);
}

async function write(
  file: string,
  text: string,
  { names, product }: { readonly names: PluginNames; readonly product: string },
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const own = renamed(text, names).replaceAll(/"((?:\.\.\/)*)\.\.\/\.\.\/core\//g, `"$1${product}/core/`);
  await writeFile(file, formatted(file, own));
}

/** Names have lengths, and so lines break in other places. Where the formatter is not installed they stay as they are. */
function formatted(file: string, text: string): string {
  const biome = join(productRoot, "node_modules/@biomejs/biome/bin/biome");
  if (!/\.(ts|json)$/.test(file) || !existsSync(biome)) return text;
  const name = `plugin${file.slice(file.lastIndexOf("."))}`;
  const args = [biome, "format", `--stdin-file-path=${name}`];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: productRoot, input: text, encoding: "utf8" });
  return status === 0 ? stdout : text;
}

/** Outside of the product neither editors nor tests find it by themselves. */
function filesElsewhere(product: string, { id }: PluginNames): readonly (readonly [string, string])[] {
  const run = `node ${product}/core/run.mjs`;
  const scripts = { dev: `${run} dev .`, test: `${run} test:plugin .`, lint: `${run} cli plugin lint .` };
  const about = { name: `trellis-plugin-${id}`, version: "0.1.0", private: true, type: "module", scripts };
  const places = {
    "trellis/sdk": [`${product}/core/sdk/index.ts`],
    "trellis/testing": [`${product}/core/sdk/testing.ts`],
    vitest: [`${product}/node_modules/vitest/dist/index.d.ts`],
  };
  const compilerOptions = { paths: places, typeRoots: [`${product}/node_modules/@types`] };
  const include = [".", `${product}/core/**/*.d.ts`];
  const types = { extends: `${product}/tsconfig.json`, compilerOptions, include, exclude: ["node_modules"] };
  return [
    ["package.json", JSON.stringify(about, null, 2)],
    ["tsconfig.json", JSON.stringify(types, null, 2)],
  ];
}

function pathFrom(folder: string, target: string): string {
  const path = relative(folder, target).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}
