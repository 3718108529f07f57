// A sentence that survives a redirect: it travels in a cookie of its own and is shown once.
import type { Context } from "koa";
import { isOwnPath } from "./own-path.ts";
import type { Message } from "./page-view.ts";

const name = "flash";
const options = { httpOnly: true, sameSite: "lax", path: "/", overwrite: true, maxAge: 60_000 } as const;

/** Keeps the message for the page that the person is sent to. */
export function keepMessage(ctx: Context, message: Message): void {
  const text = Buffer.from(JSON.stringify(message)).toString("base64url");
  ctx.cookies.set(name, text.slice(0, 3000), { ...options, secure: ctx.secure });
}

/** The message the last answer left, which is then forgotten. */
export function takeMessage(ctx: Context): Message | undefined {
  const text = ctx.cookies.get(name);
  if (!text) return undefined;
  ctx.cookies.set(name, null, { ...options, maxAge: 0 });
  return readMessage(text);
}

function readMessage(text: string): Message | undefined {
  try {
    const { text: sentence, undo, tone } = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Message;
    if (typeof sentence !== "string") return undefined;
    return { text: sentence, ...(isOwnPath(undo) && { undo }), ...(tone === "bad" && { tone }) };
  } catch {
    return undefined;
  }
}
