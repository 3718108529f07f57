import { systemActor } from "trellis/sdk";

/** What this plugin asks and writes of its own accord. */
export const keeper = systemActor("warehouse");
