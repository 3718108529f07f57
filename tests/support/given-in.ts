import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Contract } from "../../core/sdk/testing.ts";

/** Values of a plugin's records that cannot be made up from their fields, where it has such. */
export function givenIn(plugin: string): NonNullable<Contract["records"]> {
  const file = join(plugin, "tests/records.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as NonNullable<Contract["records"]>) : {};
}
