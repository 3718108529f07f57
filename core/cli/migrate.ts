import { migrateCore, migrationsOfCore } from "../db/launch.ts";
import { pending } from "../db/migrate.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";
import type { Command } from "./command.ts";

const status: Command = { name: "migrate status", run: (call) => show(call) };

const up: Command = {
  name: "migrate up",
  writes: true,
  async run(call) {
    if (call.isRehearsal) return await show(call);
    const { settings, launched } = await call.base();
    const applied = await migrateCore(settings, launched.connection);
    return { data: { applied }, text: call.t("cli.migrated", { count: applied.length, ids: applied.join(", ") }) };
  },
};

async function show(call: Call): Promise<Answer> {
  const missing = await pending(await call.db(), "core", await migrationsOfCore());
  const ids = missing.map(({ id }) => id);
  return { data: { pending: ids }, text: call.t("cli.migrations", { count: ids.length, ids: ids.join(", ") }) };
}

export const migrateCommands: readonly Command[] = [status, up];
