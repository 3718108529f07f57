// Step 1: a file or a pasted table, and the imports there were.
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { actorOf, say } from "../../../web/context.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Imports } from "../imports.ts";
import type { Choice } from "./match.view.ts";
import { stepsAt } from "./steps.ts";

export interface FileAsk {
  readonly imports: Imports;
  readonly kinds: Kinds;
  /** Name of the kind, or empty. */
  readonly kind: string;
  /** A sentence about the file that was refused, or empty. */
  readonly problem: string;
  /** The file was imported before: offer to do it again. */
  readonly isSame: boolean;
}

export async function fileView(ctx: Context, { imports, kinds, kind, problem, isSame }: FileAsk): Promise<object> {
  const actor = actorOf(ctx);
  const possible = kinds.all().filter((one) => may(actor, `${one.plural}.import`) && one.pages !== false);
  const chosen = possible.find((one) => one.name === kind);
  const plural = (one: Kind): string => say(ctx, `${one.plural}.many`);
  const recent = await imports.list(actor, kind || undefined);
  return {
    title: say(ctx, "imports.title", { kind: chosen ? plural(chosen) : say(ctx, "imports.records") }),
    where: chosen ? plural(chosen) : say(ctx, "imports.records"),
    breadcrumb: chosen ? [{ label: plural(chosen), path: `/${chosen.plural}` }] : [],
    steps: stepsAt("file"),
    problem,
    isSame,
    kinds: possible.map((one): Choice => ({ value: one.name, label: plural(one), selected: one.name === kind })),
    recent: recent.slice(0, 10).map((one) => ({
      id: one.id,
      fileName: one.fileName,
      rows: one.rows,
      at: one.createdAt,
      kind: kinds.find(one.kind) ? plural(kinds.get(one.kind)) : one.kind,
      state: say(ctx, `imports.state.short.${one.state}`),
    })),
  };
}
