// Plugins of the tests and of the docs keep the promises of the contract; for those beside the product the slow tests ask.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { pluginContract } from "../../../core/sdk/testing.ts";
import { root } from "../../support/sources.ts";

const examples = join(root, "tests/support/examples");
const visits = join(root, "tests/support/plugins/visits");
const past = mkdtempSync(join(tmpdir(), "trellis-before-"));
afterAll(() => rmSync(past, { recursive: true }));

const turns = 4;

pluginContract({ plugin: visits, older: beforePlaces() });
for (const name of readdirSync(examples)) pluginContract({ plugin: join(examples, name), turns });

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
