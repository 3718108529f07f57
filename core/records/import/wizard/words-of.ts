// How the wizard says things in the language of the request.
import type { Context } from "koa";
import { isObject } from "../../../kernel/json.ts";
import type { Problem } from "../../../kernel/errors.ts";
import { say } from "../../../web/context.ts";
import type { Option } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { languageOf } from "../../../web/context.ts";
import type { FileNote } from "../file/table.ts";
import type { Stop } from "../review.ts";

export const labelIn = (ctx: Context, label: Option["label"]): string => {
  if (typeof label === "string") return say(ctx, label);
  return label[languageOf(ctx)] ?? label["en"] ?? Object.values(label)[0] ?? "";
};

/** What a path is called: the field's label, or what stands for another system's id. */
export function pathIn(ctx: Context, kind: Kind, path: string): string {
  if (path === "externalId") return say(ctx, "imports.external_id");
  if (path.endsWith(".currency"))
    return say(ctx, "imports.currency_of", { field: pathIn(ctx, kind, path.slice(0, -".currency".length)) });
  const field = kind.byPath.get(path);
  return field ? labelIn(ctx, field.schema["x-label"] ?? field.key) : path.replace(/^custom\./, "");
}

export const problemIn = (ctx: Context, { message, values }: Problem): string => say(ctx, message, values);

export const stopIn = (ctx: Context, kind: Kind, { column, code, values }: Stop): string =>
  say(ctx, `imports.stop.${code}`, { ...values, column, field: pathIn(ctx, kind, String(values["field"] ?? "")) });

export const noteIn = (ctx: Context, { code, values }: FileNote): string => {
  const name = isObject(values["name"]) ? labelIn(ctx, values["name"] as Option["label"]) : values["name"];
  return say(ctx, `imports.note.${code}`, { ...values, name });
};
