import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import { textIn } from "../web/read.ts";
import type { Values } from "../web/values.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import { placeBoxes } from "./place.view.ts";

const steps = ["place", "account", "pipeline", "customers"] as const;
export type SetupStep = (typeof steps)[number];

/** What all four pages share: where in the set-up one is. */
export const setupPage = (ctx: Context, step: SetupStep) => ({
  title: say(ctx, `users.setup.${step}`),
  where: say(ctx, "users.setup.title"),
  layout: "plain" as const,
  steps: steps.map((id) => ({ label: `users.setup.step.${id}`, current: id === step })),
});

/** Page 1: language and country, with what is usual there. */
export function placePage(ctx: Context, place: Readonly<Record<string, string>>) {
  const base = `/setup/${textIn(ctx, "secret")}`;
  const fields = boxes(ctx, placeBoxes(ctx, place, true));
  return { ...setupPage(ctx, "place"), fields, base, next: `${base}/account` };
}

/** Page 2: the company and the account of whoever sets it up. */
export function accountPage(
  ctx: Context,
  place: Readonly<Record<string, string>>,
  typed: Values,
  problems: readonly Problem[],
) {
  const fields = boxes(
    ctx,
    [
      {
        name: "company",
        label: "users.company.name",
        value: typed.text("company"),
        autocomplete: "organization",
        required: true,
        autofocus: true,
      },
      { name: "name", label: "users.field.ownName", value: typed.text("name"), autocomplete: "name", required: true },
      { name: "email", type: "email", value: typed.text("email"), autocomplete: "username", required: true },
      { name: "password", type: "password", autocomplete: "new-password", help: "users.help.password", required: true },
    ],
    problems,
  );
  const base = `/setup/${textIn(ctx, "secret")}`;
  const kept = Object.entries(place).map(([name, value]) => ({ name, value }));
  const back = `${base}?${new URLSearchParams(place)}`;
  return {
    ...setupPage(ctx, "account"),
    fields,
    kept,
    back,
    action: `${base}/account`,
    problem: generalProblem(ctx, problems, fields),
  };
}
