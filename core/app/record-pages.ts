import { definePlugin } from "../plugins/plugin.ts";
import { DefinitionHistory } from "../records/definitions/definition-history.ts";
import { WholeFields } from "../records/fields/whole-fields.ts";
import { layoutMentions } from "../records/layouts/layout-mentions.ts";
import { noteKind } from "../records/notes/note.ts";
import { definitionChangesRoutes } from "../records/pages/definition-changes.routes.ts";
import { fieldRoutes } from "../records/pages/fields/fields.routes.ts";
import { layoutRoutes } from "../records/pages/layouts/layouts.routes.ts";
import { recordPages } from "../records/pages/index.ts";
import { wordRoutes } from "../records/pages/words/words.routes.ts";
import { viewMentions } from "../records/views/view-mentions.ts";
import { SHARE_VIEWS } from "../records/views/views.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

/** Lists, records, forms and all else that every kind has without writing a page. */
export const recordPagesArea = definePlugin({
  id: "records",
  uses: {
    records: services.records,
    kinds: services.kinds,
    through: services.through,
    pages: services.pages,
    history: services.history,
    undo: services.undo,
    operations: services.operations,
    files: services.files,
    contributions: services.contributions,
    customFields: services.customFields,
    words: services.words,
    ownWords: services.ownWords,
    layouts: services.layouts,
    rules: services.rules,
    access: services.access,
    definitions: services.definitions,
    readings: inside.readings,
  },
  setup(
    { contributions, customFields, words, ownWords, layouts, rules, access, definitions, readings, ...needs },
    host,
  ) {
    host.routes(wordRoutes({ words, ownWords, kinds: needs.kinds, pages: needs.pages }));
    const said = { kinds: needs.kinds, customFields, rules, access };
    host.routes(fieldRoutes({ ...needs, ...said, whole: new WholeFields({ ...said, definitions }) }));
    host.routes(layoutRoutes({ ...needs, layouts }));
    const definitionHistory = new DefinitionHistory(needs.through.db, needs.kinds);
    host.routes(definitionChangesRoutes({ ...needs, definitionHistory }));
    host.kind(noteKind(needs.records, needs.kinds));
    for (const command of recordCommands) host.command(command);
    host.mentions(viewMentions);
    host.mentions(layoutMentions);
    host.permission(SHARE_VIEWS, { admin: "all", manager: "all" });
    host.routes(
      recordPages({
        ...needs,
        opened: (actor, kind, id, place) => readings.opened(actor, kind, id, place),
        panels: (kind) => contributions.panels(kind),
        listHints: (kind) => contributions.listHints(kind),
        timelines: () => contributions.timelines,
        actions: (kind) => contributions.actions(kind),
        commands: () => contributions.commands,
        searchGroups: () => contributions.searchGroups,
        menu: () => contributions.menu,
      }),
    );
  },
});

const recordCommands = [
  { id: "records.changes", label: "records.changes.title", path: "/changes", icon: "history", order: 900 },
  { id: "records.trash", label: "records.trash", path: "/trash", icon: "trash", order: 910 },
];
