import type { Context } from "koa";
import { say } from "./context.ts";

const keys = [
  "web.script.offline",
  "web.script.draft",
  "web.script.draft_restore",
  "web.script.draft_discard",
  "web.script.keys_group",
  "web.script.keys_everywhere",
  "web.script.slow",
  "web.script.updated",
  "web.script.show",
  "web.script.nothing",
  "web.script.close",
];

/** The few words the script says by itself, for an attribute of the page. */
export const scriptWords = (ctx: Context): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key.slice("web.script.".length), say(ctx, key)]));
