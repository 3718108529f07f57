// The area of webhooks: other systems that are told what happens here.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { tidyDeliveries } from "./rows.ts";
import { CHANGE_WEBHOOKS } from "./sender.ts";
import { webhooksApi } from "./webhooks-api.routes.ts";
import { webhooksPart } from "./webhooks-part.ts";
import { webhookRoutes } from "./webhooks.routes.ts";

const payloadSchema = { type: "object", required: ["id"], properties: { id: { type: "string", format: "uuid" } } };

export const webhooks = definePlugin({
  id: "webhooks",
  uses: { webhooks: services.webhooks, db: services.db, pages: services.pages },
  setup({ webhooks: { webhooks: all, sender, fanOut }, db, pages }, host) {
    host.permission(CHANGE_WEBHOOKS, { admin: "all" });
    host.routes(webhookRoutes(all, pages));
    host.routes(webhooksApi(all));
    host.api(webhooksPart);
    host.on("*", "deliveries", async (event) => await fanOut.take(event));
    const work = async ({ id }: { id: string }, { signal }: { signal: AbortSignal }) => await sender.work(id, signal);
    // A slow receiver takes a lane for ten seconds, then others have theirs.
    host.job("deliver", work, { payloadSchema, retries: 5, concurrency: 6 });
    host.job("sweep", () => fanOut.sweep(), { schedule: "* * * * *" });
    host.job("tidy", () => tidyDeliveries(db), { schedule: "37 3 * * *" });
  },
});
