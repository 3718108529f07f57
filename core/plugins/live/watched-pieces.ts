// Points at which a plugin answers to somebody: each is offered to those who have the right its manifest names, answers in time, or
// is left out.
import type { Actor } from "../../kernel/actor.ts";
import { AppError, Unavailable } from "../../kernel/errors.ts";
import type { ListColumn } from "../../records/list-column.ts";
import type { Command, RecordAction, SearchGroup } from "../../records/pages/record-action.ts";
import type { Contributes } from "../manifest/manifest.ts";
import type { SetupStep } from "../../records/setup-step.ts";
import type { Spot } from "./breaker.ts";
import { type Guard, PIECE } from "./guard.ts";
import { within } from "./within.ts";

/** Milliseconds for which somebody waits until what they asked for is done. */
const ACTION = 30_000;

type Listed = "actions" | "columns" | "commands" | "search";

const rightOf = ({ manifest }: Guard, word: Listed, id: string): { readonly permission?: string } => {
  const listed: Contributes[Listed] = manifest.contributes?.[word];
  const permission = listed?.find((one) => one.id === id)?.permission;
  return permission === undefined ? {} : { permission };
};

const spotOf = ({ manifest: { id: plugin } }: Guard, part: string): Spot => ({ plugin, part });

export function watchedAction(guard: Guard, action: RecordAction): RecordAction {
  const run = (actor: Actor, ids: readonly string[]) => action.run(actor, ids);
  return {
    ...action,
    ...rightOf(guard, "actions", action.id),
    run: (actor, ids) => waitedFor(guard, `action ${action.id}`, () => run(actor, ids)),
  };
}

export function watchedCommand(guard: Guard, command: Command): Command {
  const { run } = command;
  const right = rightOf(guard, "commands", command.id);
  if (!run) return { ...command, ...right };
  return {
    ...command,
    ...right,
    run: (actor) => waitedFor(guard, `command ${command.id}`, () => run.call(command, actor)),
  };
}

export const watchedColumn = (guard: Guard, column: ListColumn): ListColumn => ({
  ...column,
  ...rightOf(guard, "columns", column.id),
  values: async (actor, ids) =>
    (await guard.breaker.optional(spotOf(guard, `column ${column.id}`), PIECE, () => column.values(actor, ids))) ??
    new Map(),
});

export const watchedSearch = (guard: Guard, group: SearchGroup): SearchGroup => ({
  ...group,
  ...rightOf(guard, "search", group.id),
  find: async (actor, q, limit) =>
    (await guard.breaker.optional(spotOf(guard, `search ${group.id}`), PIECE, () => group.find(actor, q, limit))) ?? [],
});

export const watchedStep = (guard: Guard, step: SetupStep): SetupStep => ({
  ...step,
  isDone: async () =>
    (await guard.breaker.optional(spotOf(guard, `setup ${step.id}`), PIECE, () => step.isDone())) ?? false,
});

/** A refusal is told as it is; a failure, or an answer that does not come, as the plugin's. */
async function waitedFor<T>(guard: Guard, part: string, work: () => Promise<T>): Promise<T> {
  const spot = spotOf(guard, part);
  try {
    return await guard.breaker.run(spot, () => within(ACTION, work));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new Unavailable("plugins.action_failed", { plugin: spot.plugin }, { cause });
  }
}
