import type { Context } from "koa";
import { type AppError, Invalid } from "../../../kernel/errors.ts";
import { say } from "../../../web/context.ts";
import { inWords } from "../../../web/problem.ts";

/** A refusal as the sentences of the summary above a form. */
export const sentences = (ctx: Context, error: AppError): string[] =>
  error instanceof Invalid
    ? error.problems.map((problem) => inWords(ctx, problem).message)
    : [say(ctx, `error.${error.code}`, error.values)];
