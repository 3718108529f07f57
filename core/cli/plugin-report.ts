// What the files say about the plugins there are. States that the database knows are none of its business.
import { coreFacts } from "../app/core-facts.ts";
import type { Problem } from "../kernel/errors.ts";
import { type Found, findPlugins } from "../plugins/found/find.ts";
import { fitOf } from "../plugins/found/fit.ts";
import { orderOf } from "../plugins/found/order.ts";
import { readSettings } from "../settings/read-settings.ts";
import type { Call } from "./call.ts";
import { withNeeds } from "./plugin-needs.ts";

export interface PluginReport extends Found {
  /** `incompatible`: it does not fit in here, or lacks what it needs. `unreadable`: its own files are wrong. */
  readonly state: "discovered" | "incompatible" | "unreadable";
}

/** A problem as the command line says it. */
export interface Line {
  readonly place: string;
  readonly code: string;
  readonly message: string;
}

export const linesOf = (call: Call, problems: readonly Problem[]): readonly Line[] =>
  problems.map(({ pointer, code, message, values }) => ({ place: pointer, code, message: call.t(message, values) }));

export const said = (lines: readonly Line[]): string =>
  lines.map(({ place, message }) => `${place}: ${message}`).join("\n");

export async function pluginReports(call: Call): Promise<readonly PluginReport[]> {
  const found = await findPlugins(readSettings(call.terminal.env));
  const facts = coreFacts(call.words);
  const needs = orderOf(found.flatMap(({ files }) => files ?? [])).problems;
  return await Promise.all(
    found.map(async (one) => {
      if (!one.files) return { ...one, state: "unreadable" } as const;
      const problems = [...fitOf(one.files, await withNeeds(one.files, facts)), ...(needs.get(one.id) ?? [])];
      return { ...one, problems, state: problems.length > 0 ? ("incompatible" as const) : ("discovered" as const) };
    }),
  );
}
