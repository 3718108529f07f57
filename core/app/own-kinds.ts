import { definePlugin } from "../plugins/plugin.ts";
import { kindsApi } from "../records/api/kinds.routes.ts";
import { kindsPart } from "../records/api/openapi/kinds-part.ts";
import { kindSection } from "../records/configuration/kind-section.ts";
import { fieldMentions } from "../records/own-kinds/field-mentions.ts";
import { CHANGE_KINDS } from "../records/own-kinds/own-kinds.ts";
import { services } from "../sdk/services.ts";

/** Kinds of record that administrators define: the right to, and REST. */
export const ownKindsArea = definePlugin({
  id: "kinds",
  uses: { ownKinds: services.ownKinds },
  setup({ ownKinds }, host) {
    host.permission(CHANGE_KINDS, { admin: "all" });
    host.mentions(fieldMentions);
    host.configuration(kindSection(ownKinds));
    host.api(kindsPart);
    host.routes(kindsApi(ownKinds));
  },
});
