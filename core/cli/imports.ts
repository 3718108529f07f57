import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { pathSource } from "../records/import/file/source.ts";
import { services } from "../sdk/services.ts";
import { actorFor, kindNamed } from "./asked.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";
import { outline, report, stopsOf } from "./import-report.ts";

const run: Command = {
  name: "import",
  arguments: ["FILE"],
  options: { type: "text", map: "text", user: "text", errors: "text", again: "flag" },
  required: ["type"],
  writes: true,
  async run(call) {
    const imports = await call.get(services.imports);
    const actor = await actorFor(call);
    const file = call.argument(0) ?? "";
    const options = { plan: await planIn(call), again: call.flag("again") };
    const { id } = await imports.upload(actor, await kindNamed(call), pathSource(basename(file), file), options);
    const checked = await imports.check(actor, id);
    if (call.isRehearsal || stopsOf(checked).length > 0) return report(call, checked);
    const done = await imports.runNow(actor, id);
    await writeErrors(call, imports.errors(actor, id));
    return report(call, done);
  },
};

const undo: Command = {
  name: "import undo",
  arguments: ["ID"],
  writes: true,
  async run(call) {
    const imports = await call.get(services.imports);
    const one = await imports.get(call.actor, call.argument(0) ?? "");
    if (call.isRehearsal) return call.would("cli.would_undo_import", { id: one.id, file: one.fileName });
    const { id, state, undone, kept } = await imports.undoNow(call.actor, one.id);
    return { data: { id, state, undone, kept }, text: call.t("cli.import_undone", { undone, kept }) };
  },
};

const list: Command = {
  name: "import list",
  async run(call) {
    const all = await (await call.get(services.imports)).list(call.actor);
    const rows = all.map(({ id, fileName, kind, state, rows: count, createdAt }) => [
      id,
      fileName,
      kind,
      state,
      String(count),
      createdAt,
    ]);
    return { data: all.map(outline), text: call.table(["id", "file", "kind", "state", "rows", "created"], rows) };
  },
};

async function planIn(call: Call): Promise<unknown> {
  const file = call.text("map");
  if (file === undefined) return undefined;
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Usage("cli.unreadable_map", call.help, { file, reason: (error as Error).message });
  }
}

async function writeErrors(call: Call, lines: AsyncIterable<string>): Promise<void> {
  const file = call.text("errors");
  if (file !== undefined) await writeFile(file, lines);
}

export const importCommands: readonly Command[] = [run, undo, list];
