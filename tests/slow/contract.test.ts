// The plugins beside the product come and go twenty times, and leave nothing.
import { pluginContract } from "../../core/sdk/testing.ts";
import { givenIn } from "../support/given-in.ts";
import { pluginFolders } from "../support/sources.ts";

for (const plugin of pluginFolders) pluginContract({ plugin, records: givenIn(plugin) });
