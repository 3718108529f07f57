// Servers under measurement, as processes of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = resolve(import.meta.dirname, "../..");

/** Runs a file of this checkout with Node. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const options = { cwd: root, env: { ...process.env, ...env } };
  return spawn(process.execPath, args, { ...options, stdio: ["ignore", "ignore", "inherit"] });
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.kill("SIGTERM")) await once(child, "exit");
}

/** Waits until an address answers well. */
export async function answered(address: string): Promise<void> {
  const isUp = (): Promise<boolean> =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await sleep(100);
}

/** One line of figures: what, and how much. */
export function print(what: string, figure: number): void {
  process.stdout.write(`${what.padEnd(70)} ${figure < 10 ? figure.toFixed(2) : figure.toFixed(0)}\n`);
}
