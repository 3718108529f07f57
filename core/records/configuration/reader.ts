import { systemActor } from "../../kernel/actor.ts";

/** Who reads what stands: the configuration is the same whoever looks at it. */
export const reader = systemActor("configuration");
