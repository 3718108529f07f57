import type { Context } from "koa";
import { say } from "../../web/context.ts";
import { inWords } from "../../web/problem.ts";
import { asksNothing } from "../life/consent.ts";
import { isForOtherEngine, withoutEngine } from "../life/engine.ts";
import { type HeldTable, MOST_COUNTED } from "../life/holdings.ts";
import type { Operation } from "../life/journal.ts";
import type { Node } from "../life/nodes.ts";
import type { Plan, PlanLine } from "../life/plan.ts";
import type { Audience } from "../life/row.ts";
import type { PluginView } from "../life/view.ts";
import { keptFor } from "../life/plugins.ts";
import type { Manifest, Requests } from "../manifest/manifest.ts";
import type { Proposal } from "../roles/proposals.ts";
import { proposalsView } from "../roles/proposals.view.ts";
import type { Outcome, Step } from "../wellbeing/well.ts";
import { wellbeingView } from "../wellbeing/well.view.ts";
import { asksView, type KindWord } from "./asks.view.ts";
import { type ModuleTab, moduleTabs, tabPath } from "./module-tabs.ts";
import { isTroubled, labelIn, stateOf } from "./modules.view.ts";
import { needsView } from "./needs.view.ts";

/** Milliseconds in which a process that is well has followed. */
const SETTLING = 5_000;

export interface ModuleFacts {
  readonly plugin: PluginView;
  readonly tab: ModuleTab;
  /** Every module, for those that this one needs and those that need it. */
  readonly all: readonly PluginView[];
  /** Its own tables, as they are in the database; only for the tab that shows them. */
  readonly tables: readonly HeldTable[];
  /** Absent where its files cannot be used. */
  readonly plan: Plan | undefined;
  readonly operations: readonly Operation[];
  readonly nodes: readonly Node[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly wordOf: KindWord;
  /** What is left to set up, and how it is. */
  readonly steps: readonly Step[];
  readonly health: readonly Outcome[];
  /** Rights it proposes that roles do not have yet. */
  readonly proposals: readonly Proposal[];
  /** What just could not be done, in words. */
  readonly problems: readonly string[];
}

/** One module, a tab at a time: what it is, what it adds and needs, who may what, what was done to it, and what it keeps. */
export function moduleView(ctx: Context, facts: ModuleFacts) {
  const { plugin, tab } = facts;
  const { state, version } = plugin;
  const isOn = state === "enabled";
  return {
    title: labelIn(ctx, plugin.name),
    where: say(ctx, "modules.title"),
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "modules.title"), path: "/settings/modules" },
    ],
    id: plugin.id,
    icon: plugin.icon,
    tabs: moduleTabs(ctx, plugin, tab),
    shows: showsOf(facts),
    description: labelIn(ctx, plugin.description),
    version,
    ...stateOf(ctx, plugin),
    problems: [...facts.problems, ...troubles(ctx, facts)],
    groups: groupsOf(ctx, facts),
    needs: needsView(ctx, plugin, facts.all),
    settling: settlingOf(ctx, plugin),
    back: backOf(ctx, plugin),
    isOn,
    ...wellbeingView(ctx, facts),
    permissions: tabPath(plugin.id, "permissions"),
    proposals: plugin.manifest ? proposalsView(ctx, plugin.manifest, facts.proposals) : [],
    ...deciding(ctx, facts),
    ...keeping(facts),
    behind: isOn && isSettled(plugin) ? facts.nodes.filter((node) => !hasIt(node, plugin)).map(({ name }) => name) : [],
    log: facts.operations.map((operation) => logLine(ctx, operation)),
  };
}

/** Which tab it is. What there is to decide about a module stands together with what it would add. */
const showsOf = ({ plugin: { state, versionOn, newer }, tab }: ModuleFacts) => ({
  about: tab === "about",
  groups: tab === "adds" || tab === "permissions" || (tab === "about" && (state !== "enabled" || newer !== null)),
  needs: tab === "needs",
  permissions: tab === "permissions",
  log: tab === "log" || versionOn === null,
  data: tab === "data",
});

/** What it holds, for how long, and whether it can be put away or deleted. */
function keeping({ plugin: { state, manifest, versionOn }, tables }: ModuleFacts) {
  return {
    tables: tables.map((table) => ({ ...table, more: table.rows === MOST_COUNTED })),
    personal: manifest?.data?.personal ?? [],
    days: keptFor(manifest),
    mayPurge: state === "archived",
    mayRemove: state !== "enabled" && versionOn !== null && state !== "archived",
  };
}

/** What an administrator can decide about it: who has it, and whether it may do what it asks for. */
function deciding(ctx: Context, facts: ModuleFacts) {
  const { audience, state, newer, manifest } = facts.plugin;
  const { fits, ...wanted } = wantedFor(ctx, facts);
  return {
    mayEnable: fits,
    // What a newer version asks for is agreed to with it, not with who has the one that is on.
    ...(newer ? { asks: null, despite: false } : wanted),
    upgrade: newer && fits ? { version: newer, ...wanted } : null,
    everyone: audience.everyone === true || state !== "enabled",
    ...choosing(ctx, manifest, { audience, teams: facts.teams }),
  };
}

/** Whether it can be on, what has to be agreed to first, and whether a reason is wanted because it is for another plugin API. */
function wantedFor(ctx: Context, { plan, wordOf }: Pick<ModuleFacts, "plan" | "wordOf">) {
  if (!plan) return { fits: false, asks: null, despite: false };
  return {
    fits: withoutEngine(plan.problems).length === 0,
    asks: asksNothing(plan.asks) ? null : asksOf(ctx, plan.asks, wordOf),
    despite: isForOtherEngine(plan.problems),
  };
}

/** The teams it can be for, or why it is for no team alone. */
function choosing(
  ctx: Context,
  manifest: Manifest | null,
  { audience, teams }: { readonly audience: Audience; readonly teams: ModuleFacts["teams"] },
) {
  const wholly = whollyOf(ctx, manifest);
  return { wholly, teams: wholly ? [] : teams.map((team) => ({ ...team, checked: isTicked(audience, team) })) };
}

const isTicked = ({ teams = [] }: Audience, { id }: { readonly id: string }): boolean => teams.includes(id);

/** Why it is not for some teams; null where it may be. */
function whollyOf(ctx: Context, manifest: Manifest | null): string | null {
  const { audience, reason } = manifest?.rollout ?? {};
  if (audience !== "all-or-none") return null;
  return [say(ctx, "modules.who.all_or_none"), reason ? labelIn(ctx, reason) : ""].join(" ").trim();
}

function troubles(ctx: Context, { plugin: { failure, problems, state }, plan }: ModuleFacts): string[] {
  const all = [...problems, ...(plan?.problems ?? [])].map((problem) => inWords(ctx, problem).message);
  return failure && isTroubled(state) ? [say(ctx, `error.${failure.code}`, failure.values), ...all] : all;
}

/** Every process has had the time to follow. */
const isSettled = ({ changedAt }: PluginView): boolean =>
  changedAt !== null && Date.now() - Date.parse(changedAt) > SETTLING;

/** What switching it on again brings back; nothing for one that is on, or never was. */
function backOf(ctx: Context, { state, versionOn }: PluginView): string | null {
  if (versionOn === null || state === "enabled") return null;
  return say(ctx, state === "archived" ? "modules.back.away" : "modules.back.text");
}

/** A sentence while processes may still run the version before. */
const settlingOf = (ctx: Context, { previous, versionOn }: PluginView): string | null =>
  previous === null ? null : say(ctx, "modules.settling", { version: versionOn, previous });

const hasIt = ({ loaded }: Node, { id, versionOn }: PluginView): boolean =>
  loaded.some((one) => one.id === id && one.state === "on" && one.version === versionOn);

/** What stands under which heading. */
const groups: Readonly<Record<string, readonly string[]>> = {
  people: [
    "kind",
    "menu",
    "tray",
    "route",
    "panel",
    "tile",
    "replaces",
    "timeline",
    "action",
    "list_column",
    "command",
    "search",
    "import",
    "dataset",
    "setup",
    "setting",
  ],
  data: ["personal", "table", "column", "index", "field", "rule", "migration", "kept_column", "other_type"],
  rights: ["permission", "role"],
  background: ["job", "event", "emits", "hook", "along", "health", "metric", "adoption"],
};

/** The headings of a tab; the page that a decision is made on has all of them. */
const groupsOn: Readonly<Partial<Record<ModuleTab, readonly string[]>>> = {
  adds: ["people", "data", "background"],
  permissions: ["rights"],
};

function groupsOf(ctx: Context, facts: ModuleFacts) {
  const { plugin, plan, tab } = facts;
  const isOn = plugin.state === "enabled";
  const lines = plan?.lines ?? [];
  const names = groupsOn[tab] ?? Object.keys(groups);
  const found = names.map((name) => ({
    label: say(ctx, name === "rights" && isOn ? "modules.has.rights" : `modules.adds.${name}`),
    lines: lines.filter(({ what }) => groups[name]?.includes(what)).map((line) => planLine(ctx, line)),
  }));
  return [...found.filter((group) => group.lines.length > 0), ...(isOn && tab !== "adds" ? mayOf(ctx, facts) : [])];
}

/** What has to be agreed to, and the same as the box sends it back. */
const asksOf = (ctx: Context, asks: Requests, wordOf: KindWord) => ({
  lines: asksView(ctx, asks, wordOf),
  agreed: JSON.stringify(asks),
});

/** What was agreed to, for a module that is on. */
function mayOf(ctx: Context, { plugin, wordOf }: ModuleFacts) {
  const lines = asksView(ctx, plugin.manifest?.requests ?? {}, wordOf);
  return lines.length > 0 ? [{ label: say(ctx, "modules.may"), lines }] : [];
}

const planLine = (ctx: Context, { what, name, severity, detail }: PlanLine) => ({
  what: say(ctx, `modules.what.${what}`),
  name,
  detail: detail ?? null,
  severity: severity === "safe" ? null : say(ctx, `modules.severity.${severity}`),
});

const logLine = (ctx: Context, { action, version, state, startedAt, failure, about }: Operation) => ({
  text: say(ctx, `modules.log.${action}`, { version }),
  despite:
    about["despiteEngine"] === undefined ? null : say(ctx, "modules.log.despite", { reason: about["despiteEngine"] }),
  outcome: say(ctx, `modules.outcome.${state}`),
  failure: failure ? say(ctx, `error.${failure.code}`, failure.values) : null,
  at: startedAt,
});
