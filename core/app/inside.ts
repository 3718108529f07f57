// What the application is given when it starts, and the services that only it needs.
import type { Backups } from "../backup/backups.ts";
import type { Database } from "../db/database.ts";
import type { DatabaseSettings } from "../db/open.ts";
import type { Reader } from "../db/reader.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { token } from "../kernel/token.ts";
import type { actionsOf } from "../plugins/life/actions.ts";
import type { Workshop } from "../plugins/develop/workshop.ts";
import type { Installation } from "../plugins/archive/installation.ts";
import type { Nodes } from "../plugins/life/nodes.ts";
import type { Upkeep } from "../plugins/life/upkeep.ts";
import type { Breaker } from "../plugins/live/breaker.ts";
import type { Live } from "../plugins/live/live.ts";
import type { Wellbeing } from "../plugins/wellbeing/well.ts";
import type { Measures } from "../plugins/metrics/measures.ts";
import type { PluginSettings } from "../plugins/settings/plugin-settings.ts";
import type { PluginWatch } from "../plugins/live/watch.ts";
import type { Budget } from "../records/export/budget.ts";
import type { Alerts } from "../records/reading/alerts.ts";
import type { Removals } from "../records/reading/removals.ts";
import type { Readings } from "../records/reading/readings.ts";
import type { Sealer } from "../security/audit/sealer.ts";
import type { Seal } from "../security/seal.ts";
import type { Settings } from "../settings/settings.ts";
import type { Assets } from "../web/assets.ts";
import type { Templates } from "../web/templates.ts";
import type { Watch } from "./watch.ts";

export interface Given {
  readonly settings: Settings;
  readonly db: Database;
  /** For signing in and for knowing who asks, when `db` has no connection left. */
  readonly door?: Database;
  /** For reports and exports; `db` itself when not given. */
  readonly reader?: Reader;
  readonly connection: DatabaseSettings["connection"];
  readonly log: Log;
  readonly clock?: Clock;
}

/** Services that only the application itself needs. */
export const inside = {
  settings: token<Settings>("app.settings"),
  log: token<Log>("app.log"),
  backups: token<Backups>("app.backups"),
  /** Closes and opens what is kept sealed. */
  seal: token<Seal>("app.seal"),
  assets: token<Assets>("app.assets"),
  templates: token<Templates>("app.templates"),
  watch: token<Watch>("app.watch"),
  /** How many clients somebody takes out a day. */
  budget: token<Budget>("app.budget"),
  /** What was unusual. */
  alerts: token<Alerts>("app.alerts"),
  /** How many records somebody deletes an hour. */
  removals: token<Removals>("app.removals"),
  /** Which records people open. */
  readings: token<Readings>("app.readings"),
  /** Keeps the chain up with the audit trail. */
  sealer: token<Sealer>("app.sealer"),
  /** What this process has loaded of the plugins. */
  live: token<Live>("app.live"),
  /** What is done to a plugin, step by step. */
  steps: token<ReturnType<typeof actionsOf>>("app.plugin_steps"),
  workshop: token<Workshop>("app.workshop"),
  breaker: token<Breaker>("app.breaker"),
  nodes: token<Nodes>("app.nodes"),
  /** How the modules are that this process has loaded. */
  wellbeing: token<Wellbeing>("app.wellbeing"),
  /** What modules count in this process. */
  measures: token<Measures>("app.measures"),
  pluginSettings: token<PluginSettings>("app.plugin_settings"),
  installation: token<Installation>("app.installation"),
  upkeep: token<Upkeep>("app.upkeep"),
  pluginWatch: token<PluginWatch>("app.plugin_watch"),
};
