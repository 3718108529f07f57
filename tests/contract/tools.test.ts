// A tool that checks nothing stays green: each is given a mistake that it has to find, and clean code that it has to pass.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../support/sources.ts";

const bin = join(root, "node_modules/.bin");
const clean = `/** Two and two. */\nexport const four = 2 + 2;\n`;
/** Uses what the planted file exports, as a test would. */
const user = `import * as planted from "./core/planted.ts";\n\nprocess.stdout.write(String(planted));\n`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-tools-"));
  for (const file of ["biome.json", ".oxlintrc.json", "tsconfig.json"]) await cp(join(root, file), join(folder, file));
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ name: "planted", type: "module" }, null, 2)}\n`);
  await writeFile(join(folder, "knip.json"), JSON.stringify({ entry: ["use.ts"], project: ["**/*.ts"] }));
  await writeFile(join(folder, "use.ts"), user);
  await cp(join(root, "core/kernel"), join(folder, "core/kernel"), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const oxlint = ["oxlint", "--type-aware", "--deny-warnings", "core/planted.ts"];
const tsc = ["tsc", "--noEmit"];

const mistakes: readonly (readonly [string, readonly string[], string, RegExp])[] = [
  [
    "odd formatting",
    ["biome", "format", "core/planted.ts"],
    "export const four = 2+2\n",
    /Formatter would have printed/,
  ],
  [
    "a promise nobody awaits",
    oxlint,
    "export function go(): void {\n  Promise.resolve(1);\n}\n",
    /no-floating-promises/,
  ],
  [
    "a query nobody awaits",
    oxlint,
    'import knex from "knex";\n\nconst db = knex({});\nexport async function go(): Promise<void> {\n  db("deals").delete();\n}\n',
    /no-floating-promises/,
  ],
  ["printing", oxlint, "console.log(1);\nexport {};\n", /no-console/],
  ["a default export", oxlint, "export default 4;\n", /no-default-export/],
  [
    "five parameters",
    oxlint,
    `export const sum = (${five(": number")}): number => ${five("", " + ")};\n`,
    /max-params/,
  ],
  [
    "a function of 50 lines",
    oxlint,
    `export function long(): void {\n${"  void 0;\n".repeat(50)}}\n`,
    /max-lines-per-function/,
  ],
  ["a file of 300 lines", oxlint, `${"// line\n".repeat(300)}export {};\n`, /max-lines/],
  ["any", oxlint, "export const thing: any = 1;\n", /no-explicit-any/],
  ["a wrong type", tsc, 'export const four: number = "4";\n', /TS2322/],
  ["an index taken for granted", tsc, "export const first = (list: string[]): string => list[0];\n", /TS2322/],
  ["an enum", tsc, "export enum Color {\n  red,\n}\n", /TS1294/],
  ["an undefined option", tsc, "export const x: { a?: number } = { a: undefined };\n", /TS2375/],
  ["an import without its ending", tsc, 'import { isId } from "./kernel/ids";\nexport const y = isId;\n', /TS2835/],
];

describe("finds", () => {
  test.each(mistakes)("%s", async (_name, command, text, complaint) => {
    const { code, said } = await use(command, text);
    expect(said).toMatch(complaint);
    expect(code).not.toBe(0);
  });

  test("a file nobody uses", async () => {
    await writeFile(join(folder, "core/lonely.ts"), clean);
    const { code, said } = await use(["knip"], clean);
    await rm(join(folder, "core/lonely.ts"));
    expect(said).toContain("core/lonely.ts");
    expect(code).not.toBe(0);
  });
});

test.each([[["biome", "format", "core/planted.ts"]], [oxlint], [tsc]])("%j passes clean code", async (command) => {
  expect(await use(command, clean)).toMatchObject({ code: 0 });
});

function five(suffix: string, between = ", "): string {
  return ["a", "b", "c", "d", "e"].map((name) => name + suffix).join(between);
}

async function use([tool = "", ...args]: readonly string[], planted: string): Promise<{ code: number; said: string }> {
  await writeFile(join(folder, "core/planted.ts"), planted);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`, NO_COLOR: "1" };
  return await new Promise((done) => {
    execFile(join(bin, tool), args, { cwd: folder, env }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code ?? 1) : 0, said: stdout + stderr });
    });
  });
}
