// One use of the command line: find, run, say, and end with an exit code that means something.
import { explain } from "../app/explain.ts";
import { languageFor } from "../i18n/languages.ts";
import { loadWords } from "../i18n/words.ts";
import { productRoot } from "../settings/schema.ts";
import type { Answer } from "./answer.ts";
import { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { exitOf, exits, nextOf } from "./failures.ts";
import { helpOn, helpOnAll, type Speech } from "./help.ts";
import { type Parsed, parse } from "./parse.ts";
import type { Terminal } from "./terminal.ts";

/** Answers the exit code; a server that goes on running answers 0 and keeps the process alive. */
export async function run(commands: readonly Command[], argv: readonly string[], terminal: Terminal): Promise<number> {
  const speech = { words: loadWords(productRoot), language: spoken(terminal), terminal };
  try {
    const asked = helpAsked(commands, argv, speech);
    if (asked !== undefined) return write(terminal, asked, exits.done);
    return await use(parse(commands, argv), speech);
  } catch (error) {
    const sentence = explain(error, speech.words, speech.language);
    const next = speech.words.t(speech.language, "cli.try", { command: nextOf(error) });
    terminal.stderr.write(`${sentence}\n${next}\n`);
    return exitOf(error);
  }
}

async function use(parsed: Parsed, speech: Speech): Promise<number> {
  const { terminal, words, language } = speech;
  if (parsed.values["help"] === true) return write(terminal, helpOn(parsed.command, speech), exits.done);
  const call = new Call(parsed, terminal, words, language);
  try {
    const answer = await parsed.command.run(call);
    return answer ? say(answer, parsed, terminal) : exits.done;
  } finally {
    await call.close();
  }
}

function say({ data, text, problems }: Answer, { values }: Parsed, terminal: Terminal): number {
  const said = values["json"] === true ? JSON.stringify(data, null, 2) : text;
  return write(terminal, said, problems ? exits.problems : exits.done);
}

function write({ stdout }: Terminal, text: string, code: number): number {
  if (text !== "") stdout.write(`${text}\n`);
  return code;
}

/** `trellis`, `trellis help`, `trellis help user`, `trellis help user create`. */
function helpAsked(commands: readonly Command[], argv: readonly string[], speech: Speech): string | undefined {
  const [first, ...rest] = argv;
  if (first !== undefined && first !== "help" && first !== "--help" && first !== "-h") return undefined;
  const wanted = rest.join(" ");
  const one = commands.find(({ name }) => name === wanted);
  if (one) return helpOn(one, speech);
  const some = commands.filter(({ name }) => wanted === "" || name.startsWith(`${wanted} `));
  return helpOnAll(some.length > 0 ? some : commands, speech);
}

const spoken = ({ env }: Terminal): string =>
  languageFor((env["LC_ALL"] || env["LANG"] || "en").replace(/[._].*/, "")) ?? "en";
