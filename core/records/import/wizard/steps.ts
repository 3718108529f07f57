// Where in the five steps a page of the wizard stands.
import type { Import } from "../import-record.ts";

const names = ["file", "match", "check", "import", "result"] as const;
export type Step = (typeof names)[number];

export interface StepView {
  readonly label: string;
  readonly current: boolean;
}

export const stepsAt = (step: Step): StepView[] =>
  names.map((name) => ({ label: `imports.step.${name}`, current: name === step }));

/** The step that an import waits in. */
export function stepOf({ state }: Pick<Import, "state">): Step {
  if (state === "ready") return "match";
  if (state === "checked") return "check";
  return state === "running" || state === "undoing" || state === "reading" ? "import" : "result";
}
