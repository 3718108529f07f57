import { systemActor } from "trellis/sdk";

/** What this plugin writes and asks of its own accord: deals and their lines in step, prices whoever wants to know them. */
export const keeper = systemActor("products");
