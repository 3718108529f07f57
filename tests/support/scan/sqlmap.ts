// sqlmap on one request after the other, some at once. What it has said of each is kept, so that a run that was cut off goes on
// where it stopped.
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTerminal } from "./on-terminal.ts";
import type { Target } from "./targets.ts";

/** What came of a target; `whole` where sqlmap came to the end of every parameter. */
export interface Tried {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly whole: boolean;
  /** What has to be looked into: what sqlmap said, a line each. */
  readonly found: readonly string[];
}

export interface Run {
  /** Where what was tried is kept, and read from at the start. */
  readonly folder: string;
  /** Nothing is begun after this moment, and what runs then is ended. */
  readonly until: number;
  readonly atOnce: number;
}

/** What was tried by this run or one before it. */
export async function tryAll(targets: readonly Target[], run: Run): Promise<readonly Tried[]> {
  const kept = join(run.folder, "tried.jsonl");
  const lines = (await readFile(kept, "utf8").catch(() => "")).split("\n").filter(Boolean);
  const before = new Map(lines.map((line) => JSON.parse(line) as Tried).map((one) => [keyOf(one), one]));
  const left = targets.filter((target) => !before.has(keyOf(target)));
  const tried = targets.flatMap((target) => before.get(keyOf(target)) ?? []);
  const work = async (): Promise<void> => {
    for (let target = left.shift(); target && Date.now() < run.until; target = left.shift()) {
      const one = await tryOne(target, run);
      tried.push(one);
      if (one.whole) await appendFile(kept, `${JSON.stringify(one)}\n`);
    }
  };
  await Promise.all(Array.from({ length: run.atOnce }, work));
  return tried;
}

const keyOf = ({ name, parameters }: Pick<Tried, "name" | "parameters">): string => [name, ...parameters].join("\n");

// What is refused is an answer to go on from, too, and where somebody is sent afterwards has a request of its own.
const how =
  "--batch --disable-coloring --level=3 --dbms=PostgreSQL --ignore-redirects --ignore-code=400,401,403,404,409,422 --skip-waf --time-sec=2 --keep-alive";

async function tryOne({ name, parameters, request }: Target, { folder, until }: Run): Promise<Tried> {
  const file = join(folder, name.replaceAll(/\W+/g, "-"));
  await writeFile(`${file}.request`, request);
  const seconds = Math.max(1, Math.round((until - Date.now()) / 1_000));
  const said = await onTerminal(`sqlmap -r ${file}.request --output-dir=${file} ${how}`, seconds);
  await writeFile(`${file}.log`, said);
  const ended = said.match(/#\d+\*' does not seem to be injectable/g)?.length ?? 0;
  return {
    name,
    parameters,
    whole: ended === parameters.length,
    found: said.split(/\r?\n/).filter((line) => bad.test(line)),
  };
}

/** An injection, and a failure of ours on the way. */
const bad = /is vulnerable|identified the following injection point|\b5\d\d \([A-Z]/;
