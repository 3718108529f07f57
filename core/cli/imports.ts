import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { pathSource } from "../records/import/file/source.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";
import { outline, report, stopsOf } from "./import-report.ts";
import { personWith } from "./users.ts";

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

/** Whoever the records will belong to: a person, or the command line itself. */
async function actorFor(call: Call): Promise<Actor> {
  const email = call.text("user");
  if (email === undefined) return call.actor;
  const people = await call.get(services.people);
  const { id } = await personWith(call, people, email);
  const actor = await people.actors.ofUser(id, "cli");
  if (!actor) throw new NotFound("cli.no_such_person", { email });
  return actor;
}

/** `contacts` or `contact`. */
async function kindNamed(call: Call): Promise<string> {
  const kinds = await call.get(services.kinds);
  const type = call.text("type") ?? "";
  const kind = kinds.byPlural(type) ?? kinds.all().find(({ name }) => name === type);
  const known = kinds
    .all()
    .map(({ plural }) => plural)
    .join(", ");
  if (!kind) throw new Usage("cli.unknown_type", call.help, { type, known });
  return kind.name;
}

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
