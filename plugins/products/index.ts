// What is sold, in which units, at which price.
import {
  definePlugin,
  type Draft,
  type HookContext,
  type Host,
  type Problem,
  type Queryable,
  type Records,
  services,
} from "trellis/sdk";
import { checkCost, checkTaxRate } from "./dated-rules.ts";
import { checkBarcode } from "./gs1.ts";
import { checkGroup, groupsBelow } from "./groups.ts";
import { checkKitPart, keepKit } from "./kits.ts";
import { addApprovals } from "./approvals.ts";
import { addRelated } from "./related.ts";
import { setupRoutes } from "./setup.routes.ts";
import { keepRefused } from "./discounts.ts";
import { dealChanged, lineWritten } from "./keeping.ts";
import { settleDeal } from "./deal-rules.ts";
import { settleLine } from "./line-rules.ts";
import { calculationRoutes } from "./calculation.routes.ts";
import { readerFor } from "./calculation.view.ts";
import { Calculations } from "./calculations.ts";
import { calculationsApi } from "./calculations-api.routes.ts";
import { addCalculator } from "./calculator.routes.ts";
import { checkCalculator, checkPart } from "./calculator-rules.ts";
import { besideLines } from "./beside-lines.ts";
import { offerRoutes } from "./offer.routes.ts";
import { offerView } from "./offer.view.ts";
import { productsApi } from "./openapi.ts";
import { Offers } from "./offers.ts";
import { checkList, checkPrice, refuseListTwins, refuseTwins } from "./price-rules.ts";
import { priceRoutes } from "./price.routes.ts";
import { checkUnit } from "./units.ts";

type Check = (draft: Draft, context: HookContext) => Promise<readonly Problem[]>;

/** What each kind of record is held against, on every way in. */
const checks: Readonly<Record<string, Check>> = {
  unit: checkUnit,
  product_group: checkGroup,
  barcode: checkBarcode,
  tax_rate: checkTaxRate,
  product_cost: checkCost,
  price_list: checkList,
  price: checkPrice,
  calculator: checkCalculator,
  calculator_part: checkPart,
  kit_part: checkKitPart,
};

export const plugin = definePlugin({
  id: "products",
  uses: {
    records: services.records,
    kinds: services.kinds,
    db: services.db,
    pages: services.pages,
    words: services.words,
    settings: services.settings,
    sales: services.sales,
    adoption: services.adoption,
    actors: services.actors,
  },
  setup({ records, kinds, db, pages, words, settings, sales, adoption, actors }, host) {
    const needs = { records, db, settings, sales };
    const offers = new Offers({ ...needs, adoption });
    for (const [kind, check] of Object.entries(checks)) always(host, kind, check);
    always(host, "deal_line", async (draft, context) => await settleLine(draft, context, needs));
    host.before("product", "change", keepKit, { critical: true });
    host.before("deal", "change", async (draft, context) => await settleDeal(draft, context, needs), {
      critical: true,
    });
    const ofUser = async (id: string) => await actors.ofUser(id, "job");
    host.along("deal_line", async (_trx, written) => await keepRefused(written, ofUser), {
      critical: true,
      wants: (values, before) => before !== undefined && values.has("approval"),
    });
    host.along("price", refuseTwins, { critical: true });
    host.along("price_list", refuseListTwins, { critical: true, wants: (values) => values.size === 0 });
    host.api(productsApi);
    host.routes(priceRoutes(needs));
    host.routes(offerRoutes({ db, offers, records, kinds, pages }));
    host.routes(setupRoutes(pages));
    const currency = async (): Promise<string> => (await sales.setup()).currency;
    const calculations = new Calculations({ ...needs, adoption });
    host.routes(calculationRoutes({ calculations, records, pages, currency }));
    host.routes(calculationsApi(calculations));
    addCalculator(host, { db, calculations, pages, words, currency });
    addLinesTab(host, offers, { db, records, words });
    addApprovals(host, records);
    addRelated(host, { records, groupsBelow: async (id) => await groupsBelow(db, id) });
    host.on("deal_line.*", "lines", async (event) => await lineWritten(needs, event));
    host.on("deal.changed", "owners", async (event) => await dealChanged(needs, event));
  },
});

function always(host: Host, kind: string, check: Check): void {
  host.before(kind, "create", check, { critical: true });
  host.before(kind, "change", check, { critical: true });
}

interface Around {
  readonly db: Queryable;
  readonly records: Records;
  readonly words: { t(language: string, key: string, values?: Readonly<Record<string, unknown>>): string };
}

function addLinesTab(host: Host, offers: Offers, { db, records, words }: Around): void {
  host.panel({
    id: "products.lines",
    kind: "deal",
    place: "tab",
    title: "deal-lines.many",
    order: 10,
    template: "products/_lines",
    view: async (actor, deal) => {
      const say = ({ message }: Problem): string => words.t(actor.language, message);
      const offer = await offers.of(actor, deal);
      const reader = readerFor(actor, (key, values) => words.t(actor.language, key, values));
      return offerView(offer, { actor, deal, say, ...(await besideLines({ db, records }, offer.lines, reader)) });
    },
  });
}
