import { definePlugin, type Host } from "../plugins/plugin.ts";
import { alertsApi } from "../records/api/alerts.routes.ts";
import { alertTrialApi } from "../records/api/alert-trial.routes.ts";
import { alertsPart } from "../records/api/openapi/alerts-part.ts";
import { READ_AUDIT } from "../records/audit/trail.ts";
import { ruleSettingRoutes } from "../records/pages/alerts/rules.routes.ts";
import { SET_RULES } from "../records/reading/rule-settings.ts";
import { alertRoutes } from "../records/pages/alerts/alerts.routes.ts";
import { Honey, MARK_HONEY } from "../records/reading/honey.ts";
import { Trials } from "../records/reading/trial/trials.ts";
import { sweep } from "../records/reading/sweep.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

/** Kinds whose records may be marked: those that a leaver would want. */
const kinds = ["contact", "company"];

/** What was unusual, for those who may read the audit trail; and records that nobody has a reason to open. */
export const alertsArea = definePlugin({
  id: "alerts",
  uses: {
    db: services.db,
    kinds: services.kinds,
    records: services.records,
    through: services.through,
    pages: services.pages,
    reader: services.reader,
    alerts: inside.alerts,
    readings: inside.readings,
  },
  setup({ db, readings, reader, ...needs }, host) {
    const honey = new Honey(db);
    const trials = new Trials(db, reader);
    host.permission(MARK_HONEY, { admin: "all" });
    host.permission(SET_RULES, { admin: "all" });
    host.routes(ruleSettingRoutes({ ...needs, db, trials }));
    host.routes(alertRoutes({ ...needs, honey }));
    host.routes(alertsApi(needs.alerts));
    host.routes(alertTrialApi(db, trials));
    host.api(alertsPart);
    host.tray({
      label: "alerts.title",
      path: "/settings/alerts",
      icon: "alert-circle",
      piece: "/settings/alerts/sign",
      permission: READ_AUDIT,
    });
    for (const kind of kinds) offerBait(host, honey, kind);
    host.job("sweep", () => sweep(db, needs.alerts), { schedule: "* * * * *" });
    host.job("tidy", () => readings.tidy(), { schedule: "7 4 * * *" });
  },
});

/** Marking a record of this kind, and the sign on its page for whoever may. */
function offerBait(host: Host, honey: Honey, kind: string): void {
  host.action({
    id: "alerts.honey",
    kind,
    label: "honey.turn",
    icon: "shield",
    order: 950,
    places: ["record"],
    permission: MARK_HONEY,
    confirm: "honey.ask",
    run: async (actor, [id = ""]) => ({
      said: (await honey.turn(actor, kind, id)) ? "honey.marked" : "honey.lifted",
    }),
  });
  host.panel({
    id: `alerts.honey-${kind}`,
    kind,
    place: "head",
    title: "honey.title",
    order: 5,
    template: "records/_honey",
    view: async (actor, id) => ((await honey.is(actor, kind, id)) ? {} : undefined),
  });
}
