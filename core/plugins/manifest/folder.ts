// The files of a plugin. Only plain files and folders count, none of them leads out, and there is an end to their number and size.
import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import { problemIn } from "./problem.ts";

/** A plugin's folder once it was looked through. */
export interface Folder {
  /** Real path. */
  readonly root: string;
  /** Every file, from the folder on, with `/` between, sorted. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
  /** Another one when a file was changed, came or went. */
  readonly mark: string;
  /** When the last of its files was changed, in milliseconds. */
  readonly changedAt: number;
}

export const MOST_FILES = 2_000;
const DEEPEST = 12;
const MEGABYTE = 1024 ** 2;
export const LARGEST_FILE = 5 * MEGABYTE;
export const LARGEST_FOLDER = 50 * MEGABYTE;

/** Neither part of a plugin nor loaded from its files: packages it needs, and its author's history. */
const notLooked = new Set(["node_modules", ".git"]);

/** What every file system can keep apart, and no shell or address reads as something else. */
const fine = /^(?!\.{1,2}$)[A-Za-z0-9._][A-Za-z0-9._-]{0,99}$/;
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const isFineName = (name: string): boolean => fine.test(name) && !devices.test(name) && !name.endsWith(".");

/** True for a way through a plugin's folder that leads to a file of it, and means the same on every system. */
export function isFinePath(path: string): boolean {
  const names = path.split("/");
  return names.length <= DEEPEST && names.every((name) => isFineName(name) && !notLooked.has(name));
}

interface Walk {
  readonly root: string;
  readonly paths: string[];
  readonly problems: Problem[];
  readonly marks: string[];
  bytes: number;
  changedAt: number;
}

/** Looks through a folder; what cannot be read is a problem, never an exception. */
export async function openFolder(folder: string): Promise<Folder> {
  const root = await realpath(folder).catch(() => folder);
  const walk: Walk = { root, paths: [], problems: [], marks: [], bytes: 0, changedAt: 0 };
  await lookInto(walk, "", 0);
  const paths = walk.paths.toSorted();
  const problems = [...walk.problems, ...tooMuch(walk), ...caseTwins(paths)];
  return { root, paths, problems, mark: walk.marks.join("\n"), changedAt: walk.changedAt };
}

async function lookInto(walk: Walk, below: string, depth: number): Promise<void> {
  try {
    const entries = await readdir(join(walk.root, below), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      await lookAt(walk, below === "" ? entry.name : `${below}/${entry.name}`, entry, depth);
  } catch (error) {
    walk.problems.push(problemIn(below || walk.root, "", "plugins.unreadable", { reason: (error as Error).message }));
  }
}

async function lookAt(walk: Walk, path: string, entry: Entry, depth: number): Promise<void> {
  if (walk.paths.length > MOST_FILES || notLooked.has(entry.name)) return;
  const wrong = wrongWith(entry, depth);
  if (wrong) walk.problems.push(problemIn(path, "", wrong, { most: DEEPEST }));
  else if (entry.isDirectory()) await lookInto(walk, path, depth + 1);
  else await take(walk, path);
}

type Entry = Readonly<Record<"isSymbolicLink" | "isDirectory" | "isFile", () => boolean>> & { readonly name: string };

function wrongWith(entry: Entry, depth: number): string | undefined {
  if (entry.isSymbolicLink()) return "plugins.link";
  if (!entry.isDirectory() && !entry.isFile()) return "plugins.no_plain_file";
  if (!isFineName(entry.name)) return "plugins.bad_file_name";
  return depth >= DEEPEST ? "plugins.too_deep" : undefined;
}

async function take(walk: Walk, path: string): Promise<void> {
  const { size, ctimeMs, ino } = await stat(join(walk.root, path));
  walk.bytes += size;
  walk.marks.push(`${path} ${size} ${ctimeMs} ${ino}`);
  walk.changedAt = Math.max(walk.changedAt, ctimeMs);
  if (size > LARGEST_FILE) walk.problems.push(problemIn(path, "", "plugins.file_too_large", { most: 5 }));
  else walk.paths.push(path);
}

function tooMuch({ paths, bytes, root }: Walk): Problem[] {
  const many = paths.length > MOST_FILES ? [problemIn(root, "", "plugins.too_many_files", { most: MOST_FILES })] : [];
  return bytes > LARGEST_FOLDER ? [...many, problemIn(root, "", "plugins.folder_too_large", { most: 50 })] : many;
}

/** Two files that are one where letters have no case. */
function caseTwins(paths: readonly string[]): Problem[] {
  const first = new Map<string, string>();
  return paths.flatMap((path) => {
    const other = first.get(path.toLowerCase());
    first.set(path.toLowerCase(), path);
    return other === undefined ? [] : [problemIn(path, "", "plugins.case_twin", { other })];
  });
}

export const readBytes = async ({ root }: Folder, path: string): Promise<Buffer> => await readFile(join(root, path));

export const readText = async ({ root }: Folder, path: string): Promise<string> =>
  await readFile(join(root, path), "utf8");

/** The files directly in one of its folders that end so, such as `kinds/*.json`. */
export const filesIn = ({ paths }: Folder, below: string, ending: string): readonly string[] =>
  paths.filter((path) => path.startsWith(`${below}/`) && path.endsWith(ending));

/** One number for everything in the folder: another one means that something was changed. */
export async function hashOf({ root, paths }: Folder): Promise<string> {
  const whole = createHash("sha256");
  for (const path of paths) {
    const own = createHash("sha256").update(await readFile(join(root, path)));
    whole.update(`${path}\0${own.digest("hex")}\n`);
  }
  return whole.digest("hex");
}
