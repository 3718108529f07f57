import type { Context } from "koa";
import { fieldName } from "../records/access/field-name.ts";
import type { SeenKinds } from "../records/access/grant-conditions.ts";
import type { Mode } from "../records/access/mode.ts";
import { fieldName as labelOf } from "../records/pages/access/access.view.ts";
import { actorOf, languageOf, say } from "../web/context.ts";

/** Says what became of a field's mode; nothing of a field that whoever looks does not see, or that is away. */
export function fieldTeller(ctx: Context, kinds: SeenKinds) {
  const seen = kinds.seenBy(actorOf(ctx));
  const speaker = { language: languageOf(ctx), say: (key: string, values?: object) => say(ctx, key, { ...values }) };
  return (kindName: string, name: string, [before, after]: readonly [Mode, Mode]): readonly string[] => {
    const kind = seen.find(kindName);
    const field = kind?.fields.find(({ path }) => fieldName(kind, path) === name);
    if (!kind || !field) return [];
    const [was, is] = [before, after].map((mode) => say(ctx, `access.mode.${mode}`));
    return [`${say(ctx, `${kind.plural}.many`)}, ${labelOf(field, speaker)}: ${was} → ${is}`];
  };
}
