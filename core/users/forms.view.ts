// The few boxes of the forms about people; forms of records come from the engine.
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import { inWords } from "../web/problem.ts";

export interface Box {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type: string;
  readonly autocomplete: string;
  readonly required: boolean;
  readonly autofocus: boolean;
  readonly help: string | null;
  readonly problem: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly options: readonly Option[];
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

export interface BoxPlan extends Partial<Omit<Box, "id" | "label" | "problem" | "help" | "options">> {
  readonly name: string;
  /** Key of the label; `users.field.<name>` when absent. */
  readonly label?: string;
  /** Key of the sentence below. */
  readonly help?: string;
  /** Values and labels to choose from. */
  readonly options?: readonly (readonly [string, string])[];
}

const blank = { value: "", type: "text", autocomplete: "off", required: false, autofocus: false, attributes: {} };

/** Boxes for a template, each with the sentence of its problem. */
export function boxes(ctx: Context, plans: readonly BoxPlan[], problems: readonly Problem[] = []): Record<string, Box> {
  return Object.fromEntries(plans.map((plan) => [plan.name, box(ctx, plan, problems)]));
}

function box(ctx: Context, plan: BoxPlan, problems: readonly Problem[]): Box {
  const { name, label = `users.field.${name}`, help, options = [], ...rest } = plan;
  const found = problems.find(({ pointer }) => pointer === `/${name}`);
  const value = plan.value ?? "";
  return {
    ...blank,
    ...rest,
    id: `f-${name}`,
    name,
    label: say(ctx, label),
    help: help ? say(ctx, help) : null,
    problem: found ? inWords(ctx, found).message : null,
    options: options.map(([option, text]) => ({ value: option, label: text, chosen: option === value })),
  };
}

/** What belongs to no box, as one sentence above the form. */
export function generalProblem(
  ctx: Context,
  problems: readonly Problem[],
  names: Readonly<Record<string, unknown>>,
): string | null {
  const loose = problems.filter(({ pointer }) => !Object.hasOwn(names, pointer.slice(1)));
  return loose.length > 0 ? loose.map((problem) => inWords(ctx, problem).message).join(" ") : null;
}
