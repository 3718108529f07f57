import type { Context } from "koa";
import { say } from "../web/context.ts";
import type { MailLine } from "./outbox.ts";

const colors = {
  waiting: "blue",
  sending: "blue",
  sent: "green",
  failed: "red",
  unclear: "yellow",
  expired: "yellow",
} as const;

export function outboxPage(ctx: Context, isOn: boolean, lines: readonly MailLine[]) {
  return {
    title: say(ctx, "mail.title"),
    breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
    isOn,
    lines: lines.map((line) => ({
      ...line,
      color: colors[line.state],
      stateName: `mail.state.${line.state}`,
      again: `/settings/mail/${line.id}/again`,
    })),
  };
}
