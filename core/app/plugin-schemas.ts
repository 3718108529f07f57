import { schemaRoutes } from "../plugins/manifest/schemas.routes.ts";
import { definePlugin } from "../plugins/plugin.ts";

/** What a plugin's files may say, for editors. */
export const pluginSchemasArea = definePlugin({
  id: "schemas",
  uses: {},
  setup: (_given, host) => host.routes(schemaRoutes()),
});
