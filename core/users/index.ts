import { definePlugin } from "../plugins/plugin.ts";
import { team } from "./team-kind.ts";
import { user } from "./user-kind.ts";

export const users = definePlugin({
  id: "users",
  uses: {},
  setup(_given, host) {
    host.kind(user);
    host.kind(team);
  },
});
