// What a command is: a name people type, what it takes, and one function.
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";

export type OptionType = "text" | "list" | "flag";

export interface Command {
  /** Noun and verb; its summary is the word `cli.<noun>_<verb>`. */
  readonly name: string;
  /** Such as `EMAIL`, or `[PATH]` where it may be left out. */
  readonly arguments?: readonly string[];
  /** Each is described by the word `cli.option.<name>`. */
  readonly options?: Readonly<Record<string, OptionType>>;
  readonly required?: readonly string[];
  /** Writes: knows `--dry-run`. */
  readonly writes?: boolean;
  /** Undefined: it has said everything itself, or goes on running. */
  run(call: Call): Promise<Answer | undefined>;
}

export const summaryKey = ({ name }: Command): string => `cli.${name.replaceAll(" ", "_").replaceAll("-", "_")}`;
