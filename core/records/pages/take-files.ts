// A form with files: they are kept first, and the form goes on as if their names had stood in it.
import type { Context, Middleware } from "koa";
import { actorOf } from "../../web/context.ts";
import { textIn } from "../../web/read.ts";
import { withUpload } from "../../web/upload.ts";
import { Values } from "../../web/values.ts";
import { type Files, fileLimits } from "../files/files.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";

/** As many boxes as a kind of very many fields has. */
const MOST_BOXES = 5_000;

/** Stands before routes that read a form; whatever is no form with files passes. */
export function takeFiles({ kinds, files }: { readonly kinds: Kinds; readonly files: Files }): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== "POST" || !ctx.is("multipart/form-data")) return await next();
    const kind = kinds.byPlural(textIn(ctx, "plural"));
    if (kind) ctx.state["body"] = { form: await formOf(ctx, kind, files) };
    await next();
  };
}

async function formOf(ctx: Context, kind: Kind, files: Files): Promise<Values> {
  return await withUpload(ctx, { ...fileLimits, fields: MOST_BOXES }, async (upload) => {
    const pairs: [string, string][] = upload.fields.entries().map(([name, text]) => [name, text]);
    for (const file of upload.files) {
      const path = file.field.replace(/\.new$/, "");
      if (kind.byPath.get(path)?.type.name !== "file") continue;
      pairs.push([`${path}.kept`, JSON.stringify(await files.keep(actorOf(ctx), kind.name, file))]);
    }
    return new Values(pairs);
  });
}
