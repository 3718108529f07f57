import { isObject } from "../kernel/json.ts";
import { readSettings, SettingsWrong } from "../settings/read-settings.ts";
import { settingEntries } from "../settings/schema.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";

const check: Command = {
  name: "config check",
  async run(call) {
    try {
      readSettings(call.terminal.env);
      return { data: { ok: true, problems: [] }, text: call.t("cli.config_ok", { count: settingEntries.length }) };
    } catch (error) {
      if (error instanceof SettingsWrong) return wrong(call, error);
      throw error;
    }
  },
};

function wrong(call: Call, { problems }: SettingsWrong): Answer {
  const lines = problems.map(({ pointer, code, message, values }) => ({
    setting: pointer,
    code,
    message: call.t(message, values),
  }));
  return { data: { ok: false, problems: lines }, text: lines.map(({ message }) => message).join("\n"), problems: true };
}

/** Secrets are never shown, only whether there is one. */
const get: Command = {
  name: "config get",
  arguments: ["[PATH]"],
  async run(call) {
    const wanted = call.argument(0);
    const entries = settingEntries.filter(({ path }) => !wanted || path === wanted || path.startsWith(`${wanted}.`));
    if (entries.length === 0) throw new Usage("cli.unknown_setting", "trellis config get", { path: wanted });
    const settings = readSettings(call.terminal.env);
    const rows = entries.map(({ path, names, schema }) => {
      const value = at(settings, path);
      return { path, value: schema["x-secret"] && value !== null ? "[secret]" : value, variable: names[0] ?? "" };
    });
    const text = rows.map(({ path, value, variable }) => [path, JSON.stringify(value), variable]);
    const data = Object.fromEntries(rows.map(({ path, value }) => [path, value]));
    return { data, text: call.table(["setting", "value", "variable"], text) };
  },
};

function at(settings: unknown, path: string): unknown {
  const value = path.split(".").reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), settings);
  return value ?? null;
}

export const configCommands: readonly Command[] = [check, get];
