// The area of system mail: sends what others wrote, and shows administrators what became of it.
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { MOST_TRIES } from "./mail.ts";
import { mailRoutes } from "./mail.routes.ts";
import { tidyOutbox } from "./outbox.ts";

const payloadSchema = { type: "object", required: ["id"], properties: { id: { type: "string", format: "uuid" } } };

export const mail = definePlugin({
  id: "mail",
  uses: { mail: services.mail, db: services.db, pages: services.pages },
  setup({ mail: post, db, pages }, host) {
    const work = async ({ id }: { id: string }) => await post.send(id);
    host.job("send", work, { payloadSchema, retries: MOST_TRIES, retryDelay: 30, concurrency: 2 });
    host.job("tidy", () => tidyOutbox(db), { schedule: "43 3 * * *" });
    host.routes(mailRoutes({ mail: post, db, pages }));
  },
});
