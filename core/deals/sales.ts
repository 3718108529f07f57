// Puts the parts of selling together, for the application and for tests alike.
import { systemActor } from "../kernel/actor.ts";
import type { Database, Queryable } from "../db/database.ts";
import type { Reader } from "../db/reader.ts";
import type { Actor } from "../kernel/actor.ts";
import { sees } from "../records/access/seen-values.ts";
import type { Field } from "../records/fields/field.ts";
import { settleWritten } from "../records/computed/settle-written.ts";
import type { Records } from "../records/records.ts";
import { askingOf, type Through } from "../records/store/through.ts";
import { NeedsAttention } from "./attention.ts";
import { Board } from "./board.ts";
import type { AskFor } from "./board-query.ts";
import { Deals } from "./deals.ts";
import { Deciders } from "./deciders.ts";
import { SalesFigures } from "./figures.ts";
import { Forecast } from "./forecast.ts";
import { Funnel } from "./funnel.ts";
import { Pipelines, type Say } from "./pipelines.ts";
import { ExchangeRates } from "./rates.ts";
import { type DealSetup, dealSetup } from "./setup.ts";
import { Standing } from "./standing.ts";
import { Stays } from "./stays.ts";
import { Summaries } from "./summary.ts";

/** Everything about deals that other parts may ask for. */
export interface Sales {
  readonly records: Records;
  readonly deals: Deals;
  readonly pipelines: Pipelines;
  readonly board: Board;
  readonly attention: NeedsAttention;
  readonly figures: SalesFigures;
  readonly funnel: Funnel;
  readonly forecast: Forecast;
  readonly summaries: Summaries;
  readonly rates: ExchangeRates;
  readonly stays: Stays;
  readonly standing: Standing;
  readonly deciders: Deciders;
  /** True when this person sees the values of the field of a deal. */
  sees(actor: Actor, path: string): boolean;
  /** All fields of a deal, administrators' ones included. */
  dealFields(): readonly Field[];
  /** Pipelines, stages, reasons, the company's currency and today. */
  setup(on?: Queryable): Promise<DealSetup>;
}

export interface SalesParts {
  readonly db: Database;
  /** Where reports read. */
  readonly reader: Reader;
  readonly records: Records;
  readonly through: Through;
  readonly say: Say;
}

export function openSales({ db, reader, records, through, say }: SalesParts): Sales {
  const ask: AskFor = (actor, kind) => askingOf(through, actor, kind);
  return {
    records,
    deals: new Deals(records, db),
    pipelines: new Pipelines(records, db, say),
    board: new Board(db, ask),
    attention: new NeedsAttention(db, ask),
    figures: new SalesFigures(reader, ask),
    funnel: new Funnel(reader, ask),
    forecast: new Forecast(reader, ask),
    summaries: new Summaries(reader, ask),
    rates: new ExchangeRates(db, async (trx, ids) => {
      const paths = ["baseAmount", "rate", "rateDate"];
      await settleWritten(await ask(systemActor("rates"), "deal"), trx, { ids, paths });
    }),
    stays: new Stays(records, db),
    standing: new Standing(db, ask),
    deciders: new Deciders({ db, records, kinds: through.kinds }),
    sees: (actor, path) => sees(through.kinds.seenBy(actor).get("deal"), path),
    dealFields: () => through.kinds.get("deal").fields,
    setup: (on = db) => dealSetup(on),
  };
}
