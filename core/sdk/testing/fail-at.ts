import { inside } from "../../app/inside.ts";
import type { TestApp } from "./app.ts";

/**
 * Makes the next operation on a plugin fail at this step, when all that the step does is done: `fit`, `tables`, `fields`,
 * `set_up`, `decision`, `publishing`. The operation rejects with `failed at <step>`, and what was done has to be as before.
 */
export function failAt({ get }: TestApp, name: string): void {
  const steps = Object.values(get(inside.steps)).flat();
  const wanted = new Set(steps.filter((step) => step.name === name));
  if (wanted.size === 0) throw new Error(`No operation has a step "${name}".`);
  const before = [...wanted].map((step) => [step, step.do] as const);
  const restore = (): void => {
    for (const [step, work] of before) Object.assign(step, { do: work });
  };
  for (const [step, work] of before)
    Object.assign(step, {
      do: async (given: Parameters<typeof work>[0]) => {
        restore();
        await work.call(step, given);
        throw new Error(`failed at ${name}`);
      },
    });
}
