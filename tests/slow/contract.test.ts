// The plugins beside the product keep the promises of the contract: they come and go twenty times, and leave nothing.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Contract, pluginContract } from "../../core/sdk/testing.ts";
import { pluginFolders } from "../support/sources.ts";

for (const plugin of pluginFolders) pluginContract({ plugin, records: givenIn(plugin) });

/** Values of a plugin's records that cannot be made up from their fields, where it has such. */
function givenIn(plugin: string): NonNullable<Contract["records"]> {
  const file = join(plugin, "tests/records.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as NonNullable<Contract["records"]>) : {};
}
