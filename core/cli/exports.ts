import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { workbook } from "../records/export/workbook.ts";
import { listQueryFrom } from "../records/query/parse-query.ts";
import { services } from "../sdk/services.ts";
import { actorFor, kindNamed } from "./asked.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";

const formats = ["csv", "xlsx"];

/** The same rows, order and columns as the list with this address would show. */
const run: Command = {
  name: "export",
  options: { type: "text", query: "text", format: "text", out: "text", user: "text" },
  required: ["type"],
  async run(call) {
    const format = call.text("format") ?? "csv";
    if (!formats.includes(format)) throw new Usage("cli.unknown_format", call.help, { format });
    const bytes = await rowsOf(call, format);
    const out = call.text("out");
    if (out === undefined) {
      await pipeline(bytes, call.terminal.stdout, { end: false });
      return undefined;
    }
    await pipeline(bytes, createWriteStream(out));
    return { data: { file: out }, text: call.t("cli.written", { file: out }) };
  },
};

async function rowsOf(call: Call, format: string): Promise<Readable> {
  const [exports, actor, kind] = [await call.get(services.exports), await actorFor(call), await kindNamed(call)];
  const query = listQueryFrom(new URLSearchParams(call.text("query") ?? ""));
  const opened = await exports.open(actor, kind, query);
  const whole = format === "xlsx" ? [await workbook(opened, kind)] : exports.whole(opened);
  return Readable.from(whole, { objectMode: false });
}

export const exportCommands: readonly Command[] = [run];
