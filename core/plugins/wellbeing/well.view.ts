import type { Context } from "koa";
import { say } from "../../web/context.ts";
import type { Outcome, Step } from "./well.ts";

export interface WellbeingFacts {
  readonly steps: readonly Step[];
  readonly health: readonly Outcome[];
}

/** What is left to set up, and what is not well, in words. */
export function wellbeingView(ctx: Context, { steps, health }: WellbeingFacts) {
  return {
    steps: steps.map(({ label, text, path, done }) => ({ label: say(ctx, label), text: say(ctx, text), path, done })),
    health: health.map(({ label, ok, said, values }) => ({
      label: say(ctx, label),
      ok,
      text: said === undefined ? say(ctx, ok ? "modules.health.ok" : "modules.health.failed") : say(ctx, said, values),
    })),
  };
}
