// What the documents say is so.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../core/cli/commands.ts";
import { production, root, sourcesIn } from "../support/sources.ts";
import { everyWord } from "../support/words.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const english = everyWord.en;
const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
const lock = JSON.parse(read("package-lock.json")) as {
  packages: Record<string, { version?: string; resolved?: string }>;
};

describe("docs/errors.md", () => {
  test("lists every code with its sentence", async () => {
    await expect(errorPage()).toMatchFileSnapshot(join(root, "docs/errors.md"));
  });
});

describe("docs/decisions", () => {
  const page = read("docs/decisions/dependencies.md");
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  const direct = kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}));
  const isListed = (name: string): boolean => listed.includes(name) || listed.includes(`${name.split("/")[0]}/*`);

  test("say why for each direct dependency", () => {
    expect(direct.map(([name]) => name).filter((name) => !isListed(name))).toEqual([]);
  });
  test("say nothing about packages that are gone", () => {
    const names = direct.flatMap(([name]) => [name, `${name.split("/")[0]}/*`]);
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  });
  test("rest on exact versions", () => {
    expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
  test("name the decision, the reason and the price", () => {
    const pages = sourcesIn("docs/decisions", ".md").filter(({ path }) => !path.endsWith("/dependencies.md"));
    const parts = [/^# /, /^\*\*Decision\.\*\*/m, /^\*\*Why\.\*\*/m, /^\*\*(?:What it )?[Cc]osts?\.\*\*/m];
    expect(pages.filter(({ text }) => !parts.every((part) => part.test(text))).map(({ path }) => path)).toEqual([]);
  });
});

describe("docs/advisories.md", () => {
  const rules = [...read("docs/advisories.md").matchAll(/^\| `([^`]+)` \| ([\d.]+) \|/gm)];
  const installed = Object.entries(lock.packages).map(([path, { version = "0" }]) => ({
    name: path.replace(/.*node_modules\//, ""),
    version,
  }));

  test("has rules", () => expect(rules.length).toBeGreaterThan(5));
  test.each(rules.map(([, name = "", least = ""]) => ({ name, least })))(
    "$name is at least $least",
    ({ name, least }) => {
      const found = installed.filter((one) => one.name === name);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ version }) => isBelow(version, least))).toEqual([]);
    },
  );
  test("would notice an old one", () => expect(isBelow("4.7.9", "4.7.10")).toBe(true));
});

describe("package-lock.json", () => {
  test("names no server to fetch from", () => {
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes("://"))).toEqual([]);
    expect(read(".npmrc")).not.toContain("://");
  });
});

describe("docs", () => {
  const pages = [
    ...sourcesIn("docs", ".md"),
    ...["README.md", "CHANGELOG.md"].map((path) => ({ path, text: read(path) })),
  ];

  test("link to files that exist", () => {
    const broken = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => join(dirname(path), target))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${path} → ${target}`),
    );
    expect(broken).toEqual([]);
  });
  test("explain every command", () => {
    const page = read("docs/operating.md");
    expect(commands.map(({ name }) => `\`trellis ${name}`).filter((name) => !page.includes(name))).toEqual([]);
  });
  test("tell developers of plugins commands that there are", () => {
    const page = read("docs/writing-a-plugin.md");
    const scripts = [...page.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = ""]) => name);
    const said = [...page.matchAll(/\btrellis ((?:plugin|token) \w+)/g)].map(([, name = ""]) => name);
    expect(scripts.length + said.length).toBeGreaterThan(8);
    expect(scripts.filter((name) => !manifest["scripts"]?.[name])).toEqual([]);
    expect(said.filter((name) => !commands.some((command) => command.name === name))).toEqual([]);
  });
  test("know every folder of core", () => {
    const page = read("docs/architecture.md");
    const folders = new Set(production().map(({ path }) => /^core\/([\w-]+)\//.exec(path)?.[1]));
    expect([...folders].filter((name) => name && !page.includes(`\`core/${name}`))).toEqual([]);
  });
});

/** `docs/errors.md`, from the words and the code; written anew by `npm test -- docs -u`. */
function errorPage(): string {
  const status = statuses();
  const lines = [...english]
    .filter(([key]) => key.startsWith("error."))
    .map(([key, text]) => [key.slice("error.".length), text] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, text]) => `| \`${code}\` | ${status.get(code) ?? "–"} | ${cell(text)} |`);
  const problems = [...english]
    .filter(([key]) => key.startsWith("problem."))
    .map(([key, text]) => `| \`${key.slice("problem.".length)}\` | ${cell(text)} |`)
    .sort();
  return [
    ...intro,
    "| code | status | sentence |",
    "|---|---|---|",
    ...lines,
    ...between,
    "| code | sentence |",
    "|---|---|",
    ...problems,
    "",
  ].join("\n");
}

const intro = [
  "# Errors",
  "",
  "Codes are stable: programs may rely on them, and on the status. Sentences may change; people read them in their language, this page",
  "shows the English ones with their values in braces. Answers of the API are `application/problem+json`",
  "with the code in `code`. A failure without a code is a fault of ours and a 500.",
  "",
  "## What prevents an answer",
  "",
];
const between = [
  "",
  "## What does not fit",
  "",
  "A 422 lists problems in `errors`: each has a JSON Pointer to the value, a code, and a sentence.",
  "",
];

/** Sentences refer to nouns that a company can rename; here they are the product's. */
const withNouns = (text: string): string =>
  text.replace(/\{([A-Za-z]+)_(one|many)\}/g, (_all, noun: string, form: string) => {
    const written = english.get(`${noun.toLowerCase()}.${form}`) ?? "";
    return /^[A-Z]/.test(noun) ? written : written.toLowerCase();
  });

const cell = (text: string): string =>
  withNouns(text)
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");

/** Code → HTTP status, from the classes that are thrown with it. */
function statuses(): Map<string, string> {
  const texts = production().map(({ text }) => text);
  const classes = texts.flatMap((text) => [...text.matchAll(/class (\w+) extends (\w+) \{([\s\S]*?)\n\}/g)]);
  const own = new Map(
    classes.map(([, name = "", , body = ""]) => [name, /\bstatus(?:: number)? = (\d{3})/.exec(body)?.[1]]),
  );
  const parents = new Map(classes.map(([, name = "", parent = ""]) => [name, parent]));
  const of = (name: string | undefined): string | undefined =>
    name ? (own.get(name) ?? of(parents.get(name))) : undefined;
  const thrown = texts.flatMap((text) => [...text.matchAll(/new (\w+)\(([^;]{0,200})/g)]);
  return new Map(
    thrown.flatMap(([, name, args = ""]) => {
      const found = of(name);
      return found ? [...args.matchAll(/"([a-z_]+\.\w+)"/g)].map(([, code = ""]) => [code, found] as const) : [];
    }),
  );
}

function isBelow(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  const at = [0, 1, 2].find((place) => a?.[place] !== b?.[place]);
  return at !== undefined && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
