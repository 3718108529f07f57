// What a command is: a name people type, what it takes, and one function.
import type { Call } from "./call.ts";

export type OptionType = "text" | "list" | "flag";

/** What a command found or did: `data` for programs, `text` for people. */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  /** A check that found problems: the process ends with 3. */
  readonly problems?: boolean;
}

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

/** Exit codes, each for one thing a script may want to tell apart. */
export const exits = { done: 0, failed: 1, usage: 2, problems: 3, confirmation: 4, database: 5 } as const;

export const summaryKey = ({ name }: Command): string => `cli.${name.replaceAll(" ", "_").replaceAll("-", "_")}`;
