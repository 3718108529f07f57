import type { Context } from "koa";
import { AppError, Invalid, type Problem } from "../kernel/errors.ts";
import { say, stateOf } from "./context.ts";

/** A failure as people and machines are told about it. */
export interface Told {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Id of the request, for asking about it. */
  readonly requestId: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
  /** More members of the JSON answer. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Puts a failure into words. What we cannot name is a bug, and tells nothing of its inside. */
export function tell(ctx: Context, error: unknown): Told {
  const { status, code, values } = known(error);
  const problems = error instanceof Invalid ? error.problems : [];
  return {
    status,
    code,
    title: say(ctx, titleKey(status)),
    detail: say(ctx, `error.${code}`, values),
    requestId: stateOf(ctx).id ?? "",
    errors: problems.map((problem) => inWords(ctx, problem)),
    extra: error instanceof AppError ? error.extra : {},
  };
}

/** The problem's sentence in the language of the request. */
export const inWords = (ctx: Context, { pointer, code, message, values }: Problem) => ({
  pointer,
  code,
  message: say(ctx, message, values),
});

const titled = [400, 401, 403, 404, 405, 409, 412, 413, 415, 421, 422, 428, 429, 503];

const titleKey = (status: number): string =>
  `web.status.${titled.includes(status) ? status : status < 500 ? 400 : 500}`;

function known(error: unknown): { status: number; code: string; values: Readonly<Record<string, unknown>> } {
  if (error instanceof AppError) return error;
  const status = (error as { status?: unknown } | null)?.status;
  const exposed = (error as { expose?: unknown } | null)?.expose === true;
  if (exposed && typeof status === "number" && status >= 400 && status < 500)
    return { status, code: "web.bad_request", values: {} };
  return { status: 500, code: "web.unexpected", values: {} };
}
