import { definePlugin } from "../plugins/plugin.ts";
import { sharesPart } from "../records/api/openapi/shares-part.ts";
import { sharesApi } from "../records/api/shares.routes.ts";
import { shareRoutes } from "../records/pages/shares.routes.ts";
import { shareLines } from "../records/shares/share-lines.ts";
import { GIVE_SHARES } from "../records/shares/share.ts";
import { Shares } from "../records/shares/shares.ts";
import { services } from "../sdk/services.ts";

const DAILY = "37 3 * * *";

/** Single records that are given to a person or a team for a while. */
export const sharesArea = definePlugin({
  id: "shares",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    through: services.through,
    actors: services.actors,
    pages: services.pages,
  },
  setup(needs, host) {
    const shares = new Shares(needs);
    host.permission(GIVE_SHARES, { admin: "all", manager: "all", sales: "all" });
    host.api(sharesPart);
    for (const prefix of ["/api/v1", "/api/v1/objects"]) host.routes(sharesApi({ shares, kinds: needs.kinds }, prefix));
    host.routes(shareRoutes({ ...needs, shares }));
    host.timeline({
      id: "shares",
      template: "records/_share-line",
      entries: async (_actor, { kind, id }) => await shareLines(needs.db, kind, id),
      composer: "records/_share-line",
      compose: async () => undefined,
    });
    // Kept for a year after their end: who could see what, and by whom, is asked later.
    host.job("tidy", async () => await tidy(needs.db), { schedule: DAILY });
  },
});

async function tidy(db: { query(statement: { text: string }): Promise<unknown> }): Promise<void> {
  await db.query({ text: "delete from shares where least(ended_at, ends_at) < now() - interval '1 year'" });
}
