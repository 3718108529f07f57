import { parseArgs } from "node:util";
import type { Typed, Values } from "./call.ts";
import type { Command, OptionType } from "./command.ts";
import { Usage } from "./failures.ts";

export interface Parsed extends Typed {
  readonly command: Command;
}

/** Options that every command knows. */
export const common: Readonly<Record<string, OptionType>> = { json: "flag", yes: "flag", help: "flag" };

/** Finds the command and reads what stands behind it. Throws Usage. */
export function parse(commands: readonly Command[], argv: readonly string[]): Parsed {
  const command = find(commands, argv);
  const { values, positionals } = read(command, argv.slice(command.name.split(" ").length));
  if (values["help"] !== true) check(command, values, positionals);
  return { command, name: command.name, values, args: positionals };
}

function find(commands: readonly Command[], argv: readonly string[]): Command {
  const words = argv.filter((word) => !word.startsWith("-"));
  const named = commands.filter(({ name }) => name === argv.slice(0, name.split(" ").length).join(" "));
  // `import undo` before `import FILE`.
  const command = named.sort((a, b) => b.name.length - a.name.length)[0];
  if (command) return command;
  const noun = commands.some(({ name }) => name.startsWith(`${words[0]} `)) ? ` ${words[0]}` : "";
  throw new Usage("cli.unknown_command", `trellis help${noun}`, { name: words.slice(0, 2).join(" ") });
}

/** Everything this command takes. */
export function optionsOf(command: Command): Record<string, OptionType> {
  return { ...command.options, ...(command.writes && { "dry-run": "flag" }), ...common };
}

function read(command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
  const options = Object.entries(optionsOf(command)).map(([name, type]) => [
    name,
    { type: type === "flag" ? ("boolean" as const) : ("string" as const), multiple: type === "list" },
  ]);
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(options), allowPositionals: true, strict: true });
  } catch (error) {
    const [, name = ""] = /'(-[^'\s]+)/.exec((error as Error).message) ?? [];
    const isUnknown = (error as { code?: string }).code === "ERR_PARSE_ARGS_UNKNOWN_OPTION";
    const code = isUnknown ? "cli.unknown_option" : "cli.option_misused";
    throw new Usage(code, `trellis help ${command.name}`, { option: name });
  }
}

function check(command: Command, values: Values, positionals: readonly string[]): void {
  const next = `trellis help ${command.name}`;
  const wanted = command.arguments ?? [];
  const missing = wanted.find((name, at) => !name.startsWith("[") && positionals[at] === undefined);
  if (missing) throw new Usage("cli.argument_missing", next, { name: missing });
  const extra = positionals[wanted.length];
  if (extra !== undefined) throw new Usage("cli.argument_unexpected", next, { value: extra });
  const option = command.required?.find((name) => values[name] === undefined);
  if (option) throw new Usage("cli.option_missing", next, { option: `--${option}` });
}
