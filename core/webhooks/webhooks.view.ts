// Pages of webhooks: what there are, and one with what became of its deliveries.
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import { inWords } from "../web/problem.ts";
import type { DeliveryRow, WebhookRow } from "./rows.ts";

const colors = { on: "green", paused: "yellow", off: "red" } as const;
const deliveryColors = { waiting: "yellow", delivered: "green", failed: "red", skipped: "gray" } as const;

const settings = (ctx: Context) => ({ label: say(ctx, "web.settings"), path: "/settings" });
const all = (ctx: Context) => ({ label: say(ctx, "webhooks.title"), path: "/settings/webhooks" });

const lineOf = (ctx: Context, row: WebhookRow) => ({
  ...row,
  path: `/settings/webhooks/${row.id}`,
  topicsText: row.topics.join(", "),
  color: colors[row.state],
  stateText: say(ctx, `webhooks.state.${row.offReason ?? row.state}`),
});

export const webhooksPage = (ctx: Context, rows: readonly WebhookRow[]) => ({
  title: say(ctx, "webhooks.title"),
  breadcrumb: [settings(ctx)],
  webhooks: rows.map((row) => lineOf(ctx, row)),
});

/** What was typed, and what is wrong with it. */
export interface WebhookForm {
  readonly url: string;
  /** One a line. */
  readonly topics: string;
  readonly problems?: readonly Problem[];
}

export const formPage = (ctx: Context, form: WebhookForm, id?: string) => ({
  title: say(ctx, id === undefined ? "webhooks.new" : "webhooks.edit"),
  breadcrumb: [settings(ctx), all(ctx)],
  action: id === undefined ? "/settings/webhooks" : `/settings/webhooks/${id}`,
  back: id === undefined ? "/settings/webhooks" : `/settings/webhooks/${id}`,
  url: box(ctx, form, "url"),
  topics: box(ctx, form, "topics"),
});

/** Names of events are the same in every language. */
const EXAMPLES = "deal.changed, contact.created, company.*";

function box(ctx: Context, form: WebhookForm, name: "url" | "topics") {
  const problem = form.problems?.find(({ pointer }) => pointer === `/${name}`);
  return {
    id: `f-${name}`,
    name,
    label: say(ctx, `webhooks.${name}`),
    help: say(ctx, `webhooks.${name}.help`, { examples: EXAMPLES }),
    value: form[name],
    problem: problem ? inWords(ctx, problem).message : null,
    required: true,
    attributes: {},
  };
}

export const webhookPage = (
  ctx: Context,
  row: WebhookRow,
  deliveries: readonly DeliveryRow[],
  secret: string | null,
) => ({
  title: row.url,
  breadcrumb: [settings(ctx), all(ctx)],
  ...lineOf(ctx, row),
  isOn: row.state === "on",
  secret,
  failed: deliveries.filter(({ state, sequence }) => state === "failed" && sequence !== null).length,
  deliveries: deliveries.slice(0, 50).map((one) => ({
    ...one,
    color: deliveryColors[one.state],
    stateText: say(ctx, `webhooks.delivery.${one.state}`),
    answer:
      one.error === null ? (one.status ?? "–") : say(ctx, `webhooks.error.${one.error.replace(/^outbound\./, "")}`),
    took: one.milliseconds === null ? null : say(ctx, "webhooks.took", { count: one.milliseconds }),
    canRepeat: one.sequence !== null && (one.state === "failed" || one.state === "delivered"),
    again: `/settings/webhooks/${row.id}/replays/${one.id}`,
  })),
});
