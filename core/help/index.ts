import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { helpSearch } from "./help-search.ts";
import { helpRoutes } from "./help.routes.ts";

/** Answers to what people ask most, in their language. */
export const help = definePlugin({
  id: "help",
  uses: { pages: services.pages, words: services.words },
  setup({ pages, words }, host) {
    host.routes(helpRoutes(pages, words));
    host.searchGroup(helpSearch(words));
  },
});
