// An application with one plugin under test, and what the tests of the contract do to it.
import { dirname } from "node:path";
import { systemActor } from "../../../kernel/actor.ts";
import type { Audience } from "../../../plugins/life/row.ts";
import type { PluginFiles } from "../../../plugins/manifest/manifest.ts";
import { readPlugin } from "../../../plugins/manifest/read-plugin.ts";
import { services } from "../../services.ts";
import { schemaOf } from "./standing.ts";
import { startTestApp, type TestApp } from "../app.ts";
import type { TestPerson } from "../person.ts";

export interface Office {
  readonly app: TestApp;
  readonly admin: TestPerson;
  readonly files: PluginFiles;
  /** The database before the plugin was ever on. */
  readonly untouched: readonly string[];
  enable(audience?: Audience): Promise<void>;
  disable(): Promise<void>;
}

/** Whoever may everything, also what came after people. */
export const tester = systemActor("test");

/** With events and jobs; whatever the plugin needs is switched on. */
export async function openOffice(folder: string): Promise<Office> {
  const read = await readPlugin(folder);
  if (!read.ok) throw new Error(read.problems.map(({ pointer, code }) => `${pointer}: ${code}`).join("\n"));
  const { manifest } = read.value;
  const needs = Object.keys(manifest.dependencies ?? {});
  const app = await startTestApp({ background: true, pluginsDir: dirname(folder), plugins: needs });
  const plugins = app.get(services.plugins);
  return {
    app,
    admin: await app.person("admin"),
    files: read.value,
    untouched: await schemaOf(app),
    enable: async (audience) =>
      void (await plugins.enable(tester, manifest.id, { agreed: "everything", ...(audience && { audience }) })),
    disable: async () => void (await plugins.disable(tester, manifest.id)),
  };
}
