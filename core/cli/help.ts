import type { Words } from "../i18n/words.ts";
import { type Command, summaryKey } from "./command.ts";
import { optionsOf } from "./parse.ts";
import { bold, type Terminal } from "./terminal.ts";

/** Speaks to people in the language of the terminal. */
export interface Speech {
  readonly words: Words;
  readonly language: string;
  readonly terminal: Terminal;
}

/** All commands, or those whose name begins with a noun. */
export function helpOnAll(commands: readonly Command[], { words, language, terminal }: Speech): string {
  const t = (key: string): string => words.t(language, key);
  const width = Math.max(...commands.map((command) => synopsis(command).length));
  const lines = commands.map((command) => `  ${synopsis(command).padEnd(width)}  ${t(summaryKey(command))}`);
  return [`${bold(terminal, t("cli.usage"))} trellis …`, "", ...lines, "", t("cli.more")].join("\n");
}

/** One command with everything it takes. */
export function helpOn(command: Command, { words, language, terminal }: Speech): string {
  const t = (key: string): string => words.t(language, key);
  const options = Object.entries(optionsOf(command)).map(([name, type]) => [
    `--${name}${type === "flag" ? "" : " …"}`,
    t(`cli.option.${name.replaceAll("-", "_")}`),
  ]);
  const width = Math.max(...options.map(([name = ""]) => name.length));
  const lines = options.map(([name = "", what]) => `  ${name.padEnd(width)}  ${what}`);
  return [`${bold(terminal, t("cli.usage"))} trellis ${synopsis(command)}`, t(summaryKey(command)), "", ...lines].join(
    "\n",
  );
}

function synopsis({ name, arguments: args = [], required = [] }: Command): string {
  return [name, ...args, ...required.map((option) => `--${option} …`)].join(" ");
}
