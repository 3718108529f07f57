// What the application is given when it starts, and the services that only it needs.
import type { Database } from "../db/database.ts";
import type { DatabaseSettings } from "../db/open.ts";
import type { Reader } from "../db/reader.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { token } from "../kernel/token.ts";
import type { Nodes } from "../plugins/life/nodes.ts";
import type { Breaker } from "../plugins/live/breaker.ts";
import type { Live } from "../plugins/live/live.ts";
import type { PluginWatch } from "../plugins/live/watch.ts";
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
  assets: token<Assets>("app.assets"),
  templates: token<Templates>("app.templates"),
  watch: token<Watch>("app.watch"),
  /** What this process has loaded of the plugins. */
  live: token<Live>("app.live"),
  breaker: token<Breaker>("app.breaker"),
  nodes: token<Nodes>("app.nodes"),
  pluginWatch: token<PluginWatch>("app.plugin_watch"),
};
