import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { dataOf } from "../plugins/life/taking-out.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

/** On, off or put away: before it is deleted for good, or to take it elsewhere. */
export const pluginExport: Command = {
  name: "plugin export",
  arguments: ["ID"],
  options: { out: "text" },
  async run(call) {
    const id = call.argument(0) ?? "";
    const { manifest } = await (await call.get(services.plugins)).get(id);
    const lines = Readable.from(linesOf(call, id, manifest?.data?.export), { objectMode: false });
    const out = call.text("out");
    if (out === undefined) {
      await pipeline(lines, call.terminal.stdout, { end: false });
      return undefined;
    }
    await pipeline(lines, createWriteStream(out, { mode: 0o600 }));
    return { data: { file: out }, text: call.t("cli.written", { file: out }) };
  },
};

async function* linesOf(call: Call, id: string, wanted: readonly string[] | undefined): AsyncGenerator<string> {
  const [db, kinds] = [await call.get(services.db), await call.get(services.kinds)];
  const tableOf = (kind: string): string | undefined => kinds.find(kind)?.table;
  for await (const line of dataOf({ db, tableOf, wanted }, id)) yield `${line}\n`;
}
