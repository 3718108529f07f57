// What is where, what is kept for whom, and what it is worth.
import { type Database, definePlugin, type Host, type OwnMetrics, type Records, services } from "trellis/sdk";
import { checkDocument, checkLine, keepDocument, keepLine } from "./document-rules.ts";
import { addBinding } from "./binding.ts";
import { addCarryOut } from "./carry-out.ts";
import { closingRoutes } from "./closing.routes.ts";
import { addContactGoods } from "./contact-goods.ts";
import { checkLocation } from "./location-rules.ts";
import { addDealEnds } from "./deal-ends.ts";
import { DealStock } from "./deal-stock.ts";
import { Documents, type Needs } from "./documents.ts";
import { dealStockRoutes } from "./deal-stock.routes.ts";
import { documentRoutes } from "./documents.routes.ts";
import { lossRoutes } from "./loss.routes.ts";
import { keeper } from "./keeper.ts";
import { keptRoutes } from "./kept.routes.ts";
import { endReservations } from "./kept-notices.ts";
import { Orders } from "./orders.ts";
import { addLots } from "./add-lots.ts";
import { addLabels, labelRoutes } from "./labels.routes.ts";
import { lotRoutes } from "./lots.routes.ts";
import { orderRoutes } from "./orders.routes.ts";
import { warehouseApi } from "./openapi.ts";
import { addPieces, addTrace } from "./pieces.ts";
import { addStillThere } from "./still-there.ts";
import { documentsApi } from "./documents-api.routes.ts";
import { tellPosted } from "./posted.ts";
import { ageRoutes } from "./age.routes.ts";
import { broken } from "./stock.ts";
import { stockPage } from "./stock-page.routes.ts";
import { stockApi } from "./stock-api.routes.ts";
import { scansApi } from "./scans-api.routes.ts";
import { Scans } from "./scanning.ts";
import { scanRoutes } from "./scan.routes.ts";
import { turnoverRoutes } from "./turnover.routes.ts";
import { varianceRoutes } from "./variances.routes.ts";
import { waitingRoutes } from "./waiting.routes.ts";

export const plugin = definePlugin({
  id: "warehouse",
  uses: {
    records: services.records,
    db: services.db,
    words: services.words,
    settings: services.settings,
    kinds: services.kinds,
    pages: services.pages,
    sales: services.sales,
    ownEvents: services.ownEvents,
    metrics: services.metrics,
    adoption: services.adoption,
    mail: services.mail,
    actors: services.actors,
  },
  setup({ records, db, words, settings, kinds, pages, sales, mail, actors, ...telling }, host) {
    const posted: Needs["posted"] = async (trx, document) => await tellPosted(telling, trx, document);
    const documents = new Documents({ db, records, posted });
    const dealStock = new DealStock({ db, records, settings, adoption: telling.adoption });
    const say = (language: string, key: string): string => words.t(language, key);
    addRules(host, say);
    addBinding(host);
    addLots(host);
    addStillThere(host);
    host.api(warehouseApi);
    host.routes(documentsApi(documents));
    host.routes(scansApi(new Scans({ db, records })));
    host.routes(stockPage({ db, records, pages, sales }));
    host.routes(stockApi({ db, records, dealStock }));
    for (const routes of [waitingRoutes, labelRoutes]) host.routes(routes({ records, pages }));
    addLabels(host);
    addCarryOut(host, { documents, records });
    addContactGoods(host, { db, records });
    host.routes(closingRoutes({ db, pages }));
    for (const routes of [lotRoutes, keptRoutes]) host.routes(routes({ db, records, pages }));
    for (const routes of [turnoverRoutes, varianceRoutes, ageRoutes])
      host.routes(routes({ db, records, pages, sales }));
    host.routes(orderRoutes({ orders: new Orders({ db, records, settings }), records, pages }));
    const around = { db, documents, records, kinds, pages };
    host.routes(documentRoutes(around));
    host.routes(lossRoutes(around));
    host.routes(scanRoutes(around));
    host.routes(dealStockRoutes(dealStock, pages));
    addDealEnds(host);
    addPieces(host, { db, records, dealStock, sales, say });
    addTrace(host, { db, records, say });
    host.job("expire", async () => await endReservations({ db, records, mail, actors }), { schedule: "17 * * * *" });
    addNightlyCheck(host, db, telling.metrics);
    addSetupStep(host, records);
  },
});

/** What must hold is looked at every night. */
function addNightlyCheck(host: Host, db: Database, metrics: OwnMetrics): void {
  host.job("check", async () => refuseBroken(await broken(db), metrics), { schedule: "40 2 * * *" });
}

function addSetupStep(host: Host, records: Records): void {
  host.setupStep({
    id: "warehouse.location",
    label: "warehouse.setup.location",
    text: "warehouse.setup.location.text",
    path: "/stock-locations/new",
    order: 210,
    isDone: async () => (await records.count(keeper, "stock_location")).number > 0,
  });
}

type Say = (language: string, key: string) => string;

/** What holds for documents and lines on every way in. */
function addRules(host: Host, say: Say): void {
  for (const action of ["create", "change"] as const) {
    host.before("stock_document", action, async (draft, context) => await checkDocument(draft, context, say), {
      critical: true,
    });
    host.before("stock_line", action, checkLine, { critical: true });
    host.before("stock_location", action, checkLocation, { critical: true });
  }
  host.before("stock_document", "remove", keepDocument, { critical: true });
  host.before("stock_line", "remove", keepLine, { critical: true });
}

/** A job that fails is seen where jobs are looked at. */
function refuseBroken(found: Readonly<Record<string, readonly string[]>>, metrics: OwnMetrics): void {
  metrics.set("broken_rules", Object.keys(found).length);
  const rules = Object.entries(found).map(([rule, products]) => `${rule}: ${products.slice(0, 5).join(", ")}`);
  if (rules.length > 0) throw new Error(`The ledger of stock does not add up: ${rules.join("; ")}`);
}
