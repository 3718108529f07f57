// The developer's loop: what is saved shows, and the terminal says what became of it.
import { join } from "node:path";
import type { Words } from "../../i18n/words.ts";
import type { Problem } from "../../kernel/errors.ts";
import { FolderWatch } from "../../plugins/develop/folder-watch.ts";
import type { Outcome, Workshop } from "../../plugins/develop/workshop.ts";
import { productRoot } from "../../settings/schema.ts";
import { explain } from "../explain.ts";

export interface Studio {
  readonly workshop: Workshop;
  readonly words: Words;
  /** Of whoever sits at the terminal. */
  readonly language: string;
  /** Folders of plugins besides the product's own. */
  readonly pluginsDir: readonly string[];
  write(text: string): void;
}

/** Switches these plugins on and follows every change from now on; answers how to end it. */
export async function develop(studio: Studio, plugins: readonly string[]): Promise<() => void> {
  const { workshop, write } = studio;
  const around = [join(productRoot, "plugins"), ...studio.pluginsDir];
  let turn: Promise<unknown> = Promise.resolve();
  const watch = new FolderWatch(() => {
    turn = turn.then(() => look(studio)).then(async () => await watch.follow(await workshop.folders(), around));
  });
  await workshop.begin();
  for (const id of plugins) write(told(studio, await workshop.open(id)));
  await watch.follow(await workshop.folders(), around);
  return () => watch.close();
}

async function look(studio: Studio): Promise<void> {
  const began = performance.now();
  try {
    const outcomes = await studio.workshop.look();
    for (const one of outcomes) studio.write(told(studio, one, Math.round(performance.now() - began)));
  } catch (error) {
    studio.write(explain(error, studio.words, studio.language));
  }
}

/** What became of a change: a sentence, and a line for each thing that is to be done. */
function told(studio: Studio, { plugin, what, problems, lines = [], error }: Outcome, ms?: number): string {
  const { words, language } = studio;
  const time = ms === undefined ? "" : ` (${ms} ms)`;
  const sentence = words.t(language, `app.develop.${what}`, { plugin });
  return [
    `  ${sentence}${time}`,
    ...problems.map((problem) => `    ${place(studio, problem)}`),
    ...lines.map(({ what: sort, name }) => `    ${words.t(language, `modules.what.${sort}`)} ${name}`),
    ...(error === undefined ? [] : [`    ${explain(error, words, language).replaceAll("\n", "\n    ")}`]),
  ].join("\n");
}

const place = ({ words, language }: Studio, { pointer, message, values }: Problem): string =>
  `${pointer}: ${words.t(language, message, values)}`;
