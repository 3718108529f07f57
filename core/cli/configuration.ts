// The company's configuration as a file beside the code: written out, compared, applied.
import { readFile, stat, writeFile } from "node:fs/promises";
import { AppError, Invalid, TooLarge } from "../kernel/errors.ts";
import type { ConfigurationPlan, Step } from "../records/configuration/configuration.ts";
import { editsBetween } from "../records/configuration/difference.ts";
import { services } from "../sdk/services.ts";
import { readJson } from "../web/json-text.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";

/** A document of a thousand fields has a tenth of this. */
const MOST_BYTES = 20_000_000;

const exported: Command = {
  name: "config export",
  options: { out: "text" },
  async run(call) {
    const document = await (await call.get(services.configuration)).export();
    const text = JSON.stringify(document, null, 2);
    const file = call.text("out");
    if (file === undefined) return { data: document, text };
    await writeFile(file, `${text}\n`);
    return { data: { file }, text: call.t("cli.config_exported", { file }) };
  },
};

const plan: Command = {
  name: "config plan",
  arguments: ["FILE"],
  options: { prune: "flag" },
  run: (call) => withProblems(call, async () => await planned(call)),
};

const apply: Command = {
  name: "config apply",
  arguments: ["FILE"],
  options: { prune: "flag" },
  writes: true,
  run: (call) => withProblems(call, async () => (call.isRehearsal ? await planned(call) : await applied(call))),
};

async function planned(call: Call): Promise<Answer> {
  const configuration = await call.get(services.configuration);
  const found = await configuration.plan(await documentIn(call), { prune: call.flag("prune") });
  return { data: dataOf(found), text: textOf(call, found) };
}

async function applied(call: Call): Promise<Answer> {
  const configuration = await call.get(services.configuration);
  const [document, prune] = [await documentIn(call), call.flag("prune")];
  const { steps } = await configuration.plan(document, { prune });
  const grave = steps.filter(({ grade }) => grade !== "safe");
  if (grave.length > 0) await call.confirm("cli.config_confirm", { steps: grave.map(nameOf).join(", ") });
  const told = (step: Step): void => void call.terminal.stderr.write(`${lineOf(call, step)}\n`);
  const count = await configuration.apply(call.actor, document, { prune, told });
  return { data: { applied: count }, text: call.t("cli.config_applied", { count }) };
}

async function documentIn(call: Call): Promise<unknown> {
  const file = call.argument(0) ?? "";
  try {
    return readJson(await textIn(file));
  } catch (error) {
    throw new Usage("cli.unreadable_document", call.help, { file, reason: reasonOf(call, error) });
  }
}

async function textIn(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new TooLarge("web.file_too_large", { bytes: MOST_BYTES });
  return await readFile(file, "utf8");
}

/** Where broken JSON breaks, its reader says best. */
function reasonOf(call: Call, error: unknown): string {
  if (!(error instanceof AppError)) return (error as Error).message;
  return error.cause instanceof Error ? error.cause.message : call.t(`error.${error.code}`, error.values);
}

/** A document with mistakes is a check that found problems: each with its place. */
async function withProblems(call: Call, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const lines = error.problems.map(({ pointer, code, message, values }) => ({
      pointer,
      code,
      message: call.t(message, values),
    }));
    const text = lines.map(({ pointer, message }) => `${pointer}: ${message}`).join("\n");
    return { data: { problems: lines }, text, problems: true };
  }
}

const nameOf = ({ section, difference }: Step): string => `${section}/${difference.name}`;

const lineOf = (call: Call, step: Step): string =>
  `${call.t(`cli.config_${step.difference.action}`)} ${nameOf(step)}${step.grade === "safe" ? "" : ` (${call.t(`cli.config_${step.grade}`)})`}`;

const editsOf = ({ difference }: Step) =>
  difference.action === "change" ? editsBetween(difference.before, difference.after) : [];

function textOf(call: Call, { steps, leftAlone }: ConfigurationPlan): string {
  const lines = steps.flatMap((step) => [
    lineOf(call, step),
    ...editsOf(step).map(
      (edit) => `    ${edit.pointer}: ${JSON.stringify(edit.before)} → ${JSON.stringify(edit.after)}`,
    ),
  ]);
  const left = leftAlone.length > 0 ? [call.t("cli.config_left_alone", { names: leftAlone.join(", ") })] : [];
  return [...(lines.length > 0 ? lines : [call.t("cli.config_same")]), ...left].join("\n");
}

const dataOf = ({ steps, leftAlone }: ConfigurationPlan) => ({
  steps: steps.map((step) => ({
    section: step.section,
    name: step.difference.name,
    action: step.difference.action,
    grade: step.grade,
    edits: editsOf(step),
  })),
  leftAlone,
});

export const configurationCommands: readonly Command[] = [exported, plan, apply];
