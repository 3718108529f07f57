// What both pages of settings do with a form that was sent.
import type { Context } from "koa";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { PageContext } from "../../records/pages/display.ts";
import { paramsFrom } from "../../records/pages/parts.ts";
import { messageTo, say } from "../../web/context.ts";
import { formIn } from "../../web/read.ts";
import type { PluginSettings } from "./plugin-settings.ts";
import type { Holder } from "./setting.ts";
import { readSettingsForm, type Sent } from "./settings-form.ts";

/** Sets what the form says; what does not fit comes back, to be shown with the form again. */
export async function saveForm(
  settings: PluginSettings,
  ctx: Context,
  { reader }: PageContext,
  { plugin, holder }: { readonly plugin: string; readonly holder: Holder },
): Promise<Sent | undefined> {
  const typed = paramsFrom(formIn(ctx));
  const held = await settings.read(reader.actor, plugin, holder);
  const { wanted, problems } = readSettingsForm(held, typed, reader.reading);
  const wrong =
    problems.length > 0 ? problems : await refusals(() => settings.save(reader.actor, { plugin, holder }, wanted));
  if (wrong.length > 0) {
    ctx.status = 422;
    return { typed, problems: wrong };
  }
  messageTo(ctx, say(ctx, "modules.settings.saved"));
  return undefined;
}

async function refusals(work: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}
