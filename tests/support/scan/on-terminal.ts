// A scanner run as on a terminal, for so many seconds at most: sqlmap takes anything else for a list of addresses.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What it has said, however it ended. */
export async function onTerminal(command: string, seconds: number): Promise<string> {
  const limited = `timeout --foreground ${seconds} ${command}; exit 0`;
  const running = promisify(execFile)("script", ["-qec", limited, "/dev/null"], { maxBuffer: 1_000_000_000 });
  running.child.stdin?.end();
  return (await running).stdout;
}
