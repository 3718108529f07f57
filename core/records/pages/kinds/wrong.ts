import type { Context } from "koa";
import { AppError, Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { say } from "../../../web/context.ts";
import { inWords } from "../../../web/problem.ts";
import type { Wrong } from "./kind-form.view.ts";

/** A refusal as sentences beside the boxes they are about, with its status; anything else is thrown on. */
export function wrongWith(ctx: Context, error: unknown): readonly Wrong[] {
  if (!(error instanceof AppError) || error instanceof NotAllowed || error.status >= 500 || error.status === 404)
    throw error;
  ctx.status = error.status;
  if (error instanceof Invalid) return error.problems.map((problem) => inWords(ctx, problem));
  return [{ pointer: "", message: say(ctx, `error.${error.code}`, error.values) }];
}
