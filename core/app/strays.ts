// What nobody caught. A plugin's is counted against the plugin; everything else ends the process, as it would without us.
import type { Get } from "../plugins/plugin.ts";
import { ownerOf } from "../plugins/live/load.ts";
import { inside } from "./inside.ts";

/** Answers how to stop watching. */
export function watchStrays(get: Get): () => void {
  const take = (error: unknown): void => {
    const stack = String((error as Error | undefined)?.stack ?? error);
    const plugin = ownerOf(stack);
    if (plugin !== undefined) return get(inside.breaker).count({ plugin, part: "nobody waited" }, error);
    process.stderr.write(`${stack}\n`);
    process.exit(1);
  };
  const names = ["unhandledRejection", "uncaughtException"];
  for (const name of names) process.on(name, take);
  return () => {
    for (const name of names) process.removeListener(name, take);
  };
}
