// Every plugin there is keeps the promises of the contract: those beside the product, those of the tests, those of the docs.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Contract, pluginContract } from "../../../core/sdk/testing.ts";
import { pluginFolders, root } from "../../support/sources.ts";

const examples = join(root, "tests/support/examples");
const visits = join(root, "tests/support/plugins/visits");
const past = mkdtempSync(join(tmpdir(), "trellis-before-"));
afterAll(() => rmSync(past, { recursive: true }));

pluginContract({ plugin: visits, older: beforePlaces() });
for (const name of readdirSync(examples)) pluginContract({ plugin: join(examples, name) });
for (const plugin of pluginFolders) pluginContract({ plugin, records: givenIn(plugin) });

/** Values of records that cannot be made up from their fields, where a plugin has such. */
function givenIn(plugin: string): NonNullable<Contract["records"]> {
  const file = join(plugin, "tests/records.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as NonNullable<Contract["records"]>) : {};
}

/** The version of `visits` that did not know of places yet. */
function beforePlaces(): string {
  const folder = join(past, "visits");
  cpSync(visits, folder, { recursive: true });
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
  edit("plugin.json", (text) => text.replace('"1.0.0"', '"0.9.0"'));
  edit("kinds/visit.json", (text) => text.replace(/\s*"place": \{.*\},/, "").replace(', "place"]', "]"));
  return folder;
}
