import type { Context } from "koa";
import { say } from "../../web/context.ts";
import { inWords } from "../../web/problem.ts";
import type { Operation } from "../life/journal.ts";
import type { Node } from "../life/nodes.ts";
import type { Plan, PlanLine } from "../life/plan.ts";
import type { PluginView } from "../life/view.ts";
import { isTroubled, labelIn, stateOf } from "./modules.view.ts";

/** Milliseconds in which a process that is well has followed. */
const SETTLING = 5_000;

export interface ModuleFacts {
  readonly plugin: PluginView;
  /** Absent where its files cannot be used. */
  readonly plan: Plan | undefined;
  readonly operations: readonly Operation[];
  readonly nodes: readonly Node[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  /** What just could not be done, in words. */
  readonly problems: readonly string[];
}

/** One module: what it is, what it would add, who has it, and what was done to it. */
export function moduleView(ctx: Context, facts: ModuleFacts) {
  const { plugin, plan, teams } = facts;
  const { id, state, audience, version } = plugin;
  const isOn = state === "enabled";
  return {
    title: labelIn(ctx, plugin.name),
    where: say(ctx, "modules.title"),
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "modules.title"), path: "/settings/modules" },
    ],
    id,
    icon: plugin.icon,
    description: labelIn(ctx, plugin.description),
    version,
    ...stateOf(ctx, plugin),
    problems: [...facts.problems, ...troubles(ctx, facts)],
    groups: plan ? groupsOf(ctx, plan.lines) : [],
    isOn,
    mayEnable: plan !== undefined && plan.problems.length === 0,
    mayPurge: state === "archived",
    mayRemove: !isOn && plugin.versionOn !== null && state !== "archived",
    everyone: audience.everyone === true || !isOn,
    teams: teams.map((team) => ({ ...team, checked: audience.teams?.includes(team.id) ?? false })),
    behind: isOn && isSettled(plugin) ? facts.nodes.filter((node) => !hasIt(node, plugin)).map(({ name }) => name) : [],
    log: facts.operations.map((operation) => logLine(ctx, operation)),
  };
}

function troubles(ctx: Context, { plugin: { failure, problems, state }, plan }: ModuleFacts): string[] {
  const all = [...problems, ...(plan?.problems ?? [])].map((problem) => inWords(ctx, problem).message);
  return failure && isTroubled(state) ? [say(ctx, `error.${failure.code}`, failure.values), ...all] : all;
}

/** Every process has had the time to follow. */
const isSettled = ({ changedAt }: PluginView): boolean =>
  changedAt !== null && Date.now() - Date.parse(changedAt) > SETTLING;

const hasIt = ({ loaded }: Node, { id, versionOn }: PluginView): boolean =>
  loaded.some((one) => one.id === id && one.state === "on" && one.version === versionOn);

/** What stands under which heading. */
const groups: Readonly<Record<string, readonly string[]>> = {
  people: ["kind", "menu", "route", "panel", "tile"],
  data: ["table", "column", "index", "field", "rule", "migration", "kept_column", "other_type"],
  rights: ["permission"],
  background: ["job", "event", "hook"],
  asks: ["asks_kind", "asks_host", "asks_sql"],
};

function groupsOf(ctx: Context, lines: readonly PlanLine[]) {
  return Object.entries(groups)
    .map(([name, kinds]) => ({
      label: say(ctx, `modules.adds.${name}`),
      lines: lines.filter(({ what }) => kinds.includes(what)).map((line) => planLine(ctx, line)),
    }))
    .filter(({ lines: some }) => some.length > 0);
}

const planLine = (ctx: Context, { what, name, severity, detail }: PlanLine) => ({
  what: say(ctx, `modules.what.${what}`),
  name,
  detail: detail ?? null,
  severity: severity === "safe" ? null : say(ctx, `modules.severity.${severity}`),
});

const logLine = (ctx: Context, { action, version, state, startedAt, failure }: Operation) => ({
  text: say(ctx, `modules.log.${action}`, { version }),
  outcome: say(ctx, `modules.outcome.${state}`),
  failure: failure ? say(ctx, `error.${failure.code}`, failure.values) : null,
  at: startedAt,
});
