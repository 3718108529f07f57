import { inside } from "../../../app/inside.ts";
import type { Operation } from "../../../plugins/life/journal.ts";
import type { PluginFiles } from "../../../plugins/manifest/manifest.ts";
import type { TestApp } from "../app.ts";

/** Brings the tables to those of a newer version, as its upgrade does before any of its code runs. */
export async function expandTo({ get }: TestApp, files: PluginFiles): Promise<void> {
  const step = get(inside.steps).upgrade.find(({ name }) => name === "tables");
  const operation = { about: { from: "before" } } as unknown as Operation;
  await step?.do({ operation, files, keep: async () => undefined });
}
