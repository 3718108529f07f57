// How far a backup is that is being made: kept beside the backups, so that every process that shows them can tell.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Progress {
  readonly name: string;
  readonly startedAt: string;
  readonly tables: number;
  readonly ofTables: number;
  /** Written so far, compressed. */
  readonly bytes: number;
}

const fileIn = (folder: string): string => join(folder, "progress.json");
const EVERY = 1_000;
/** Whoever has not been heard of for so long does not write any more. */
const SILENT = 15_000;

/** Tells it every second until it is ended. */
export function tellProgress(folder: string, now: () => Progress): { end(): Promise<void> } {
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    const text = JSON.stringify({ ...now(), at: new Date().toISOString() });
    // What cannot be told is no reason to give up the backup.
    writing = writing.then(async () => await put(folder, text)).catch(() => undefined);
  };
  write();
  const timer = setInterval(write, EVERY).unref();
  return {
    async end() {
      clearInterval(timer);
      await writing;
      await rm(fileIn(folder), { force: true });
    },
  };
}

/** Undefined while none is made, or nothing was heard of it lately. */
export async function progressIn(folder: string): Promise<Progress | undefined> {
  const text = await readFile(fileIn(folder), "utf8").catch(() => "");
  if (text === "") return undefined;
  const { at, ...progress } = JSON.parse(text) as Progress & { readonly at: string };
  return Date.now() - Date.parse(at) < SILENT ? progress : undefined;
}

async function put(folder: string, text: string): Promise<void> {
  await writeFile(`${fileIn(folder)}.next`, text, { mode: 0o600 });
  await rename(`${fileIn(folder)}.next`, fileIn(folder));
}
