// The area of selling: pipelines, stages, deals, the board, and what the numbers say.
import { definePlugin } from "../plugins/plugin.ts";
import { ChoicesOf } from "../records/pages/choices.ts";
import { Views } from "../records/views/views.ts";
import { services } from "../sdk/services.ts";
import { dealApi, figuresApi, ratesApi } from "./api.routes.ts";
import { boardRoutes } from "./board.routes.ts";
import { openDealsColumn } from "./company-column.ts";
import { deal } from "./deal.ts";
import { dealsApiPart } from "./deals-api.schema.ts";
import { dealSections, stageNames } from "./deal-sections.ts";
import { dealContact } from "./deal-contact.ts";
import { dealRights } from "./deals.permissions.ts";
import { dealRoutes } from "./deals.routes.ts";
import { dealSteps } from "./deal-steps.ts";
import { deciderRoutes } from "./deciders.routes.ts";
import { figuresRoutes } from "./figures.routes.ts";
import { lossReason } from "./loss-reason.ts";
import { addPanels } from "./panels.view.ts";
import { pipeline } from "./pipeline.ts";
import { pipelinesRoutes } from "./pipelines.routes.ts";
import { stage } from "./stage.ts";
import { stageMentions } from "./stage-mentions.ts";
import { stagesRoutes } from "./stages.routes.ts";
import { addTiles } from "./tiles.view.ts";

export const deals = definePlugin({
  id: "deals",
  uses: {
    sales: services.sales,
    records: services.records,
    kinds: services.kinds,
    through: services.through,
    pages: services.pages,
  },
  setup({ sales, pages, ...engine }, host) {
    for (const kind of [pipeline, stage, lossReason, deal, dealContact]) host.kind(kind);
    for (const [id, roles] of dealRights) host.permission(id, roles);
    host.menu({
      label: "deals.many",
      path: "/deals",
      icon: "target-arrow",
      order: 30,
      permission: "deals.read",
      key: "d",
    });
    host.menu({
      label: "deals.board",
      path: "/deals/board",
      icon: "layout-kanban",
      order: 31,
      permission: "deals.read",
      key: "b",
    });
    host.dataset({ id: "deals.deals", label: "deals.many", kind: "deal" });
    for (const section of dealSections(sales, engine.kinds)) host.configuration(section);
    host.configurationNames("stage", () => stageNames(sales));
    addPanels(host, sales);
    addTiles(host, sales);
    for (const step of dealSteps(sales)) host.setupStep(step);
    host.column(openDealsColumn(sales));
    const figures = { label: "deals.figures", path: "/deals/figures", icon: "chart-bar" };
    host.command({ id: "deals.figures", ...figures, order: 50, permission: "deals.read" });
    const views = new Views(engine.through.db);
    const needs = { ...engine, sales, pages, views, choices: new ChoicesOf(engine.records, engine.kinds) };
    host.routes(boardRoutes(needs));
    host.routes(figuresRoutes(sales, pages, engine.through.db));
    host.routes(dealRoutes(needs));
    host.routes(deciderRoutes({ ...engine, deciders: sales.deciders, pages }));
    for (const routes of [pipelinesRoutes, stagesRoutes]) host.routes(routes(sales, pages));
    host.mentions(stageMentions);
    host.api(dealsApiPart);
    host.routes(figuresApi(sales, engine.through.db));
    for (const api of [dealApi, ratesApi]) host.routes(api(sales));
  },
});
