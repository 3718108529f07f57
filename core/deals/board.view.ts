import { Big } from "big.js";
import type { Money } from "../records/fields/types/money.ts";
import type { PageView } from "../web/page-view.ts";
import type { Attention } from "./attention.ts";
import type { BoardColumn } from "./board.ts";
import { type BoardAsk, type CardContext, type CardView, cardView } from "./card.view.ts";
import type { Pipeline } from "./setup.ts";

export interface ColumnView {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly sum: Money | null;
  readonly weighted: Money | null;
  readonly probability: string;
  readonly cards: readonly CardView[];
  /** Address of the cards that follow, null when all are shown. */
  readonly more: string | null;
  /** The same deals as a list, for browsers without script. */
  readonly list: string;
}

export interface StripView {
  readonly total: Money | null;
  readonly weighted: Money | null;
  readonly count: number;
  readonly unrated: number;
  /** Not counted for a part of the deals. */
  readonly attention: Attention | null;
}

export interface BoardFacts {
  readonly ask: BoardAsk;
  readonly pipelines: readonly Pipeline[];
  readonly columns: readonly BoardColumn[];
  readonly attention: Attention | null;
  readonly currency: string;
  readonly today: string;
  /** The deal that was just moved. */
  readonly focus?: string | undefined;
  readonly mayArrange: boolean;
}

type Say = (key: string) => string;

interface Switch {
  readonly label: string;
  readonly path: string;
  readonly current: boolean;
  readonly count: null;
}

export interface BoardView extends PageView {
  readonly pipelines: readonly Switch[];
  readonly strip: StripView;
  readonly columns: readonly ColumnView[];
  readonly ends: readonly object[];
  /** The board's own query, which moves carry along. */
  readonly boardQuery: string;
  readonly pipelineId: string;
  readonly mayArrange: boolean;
}

/** The whole board page. */
export function boardView(
  { ask, pipelines, columns, attention, currency, today, focus, mayArrange }: BoardFacts,
  say: Say,
): BoardView {
  const open = columns.filter((column) => column.stage.type === "open");
  const current = pipelines.find((one) => one.id === ask.pipeline);
  return {
    title: say("deals.board"),
    where: current?.name ?? "",
    breadcrumb: [{ label: say("deals.many"), path: "/deals" }],
    pipelines: pipelines.map(({ id, name }) => ({
      label: name,
      path: boardPath({ ...ask, pipeline: id }),
      current: id === ask.pipeline,
      count: null,
    })),
    strip: stripView(open, attention, currency),
    columns: open.map((column) => columnView(column, { ask, today, focus })),
    ends: columns.filter((column) => column.stage.type !== "open").map(({ stage }) => endView(stage)),
    boardQuery: new URLSearchParams({ ...ask }).toString(),
    pipelineId: ask.pipeline,
    mayArrange,
  };
}

export const boardPath = (ask: BoardAsk): string => `/deals/board?${new URLSearchParams({ ...ask })}`;

const endView = ({ id, name, type }: BoardColumn["stage"]): object => ({
  id,
  name,
  outcome: type,
  tone: type === "won" ? "good" : "bad",
});

export function stripView(open: readonly BoardColumn[], attention: Attention | null, currency: string): StripView {
  return {
    total: added(
      open.map((column) => column.sum),
      currency,
    ),
    weighted: added(
      open.map((column) => column.weighted),
      currency,
    ),
    count: open.reduce((sum, column) => sum + column.count, 0),
    unrated: open.reduce((sum, column) => sum + column.unrated, 0),
    attention,
  };
}

/** Null when one of them is: then they are not for this person to see. */
function added(all: readonly (Money | null)[], currency: string): Money | null {
  const known = all.filter((money) => money !== null);
  if (known.length < all.length) return null;
  return { amount: known.reduce((sum, money) => sum.plus(money.amount), new Big(0)).toFixed(), currency };
}

export function columnView(
  { stage, count, sum, weighted, cards, next }: BoardColumn,
  { ask, today, focus }: CardContext,
): ColumnView {
  const more = new URLSearchParams({ ...ask, stage: stage.id, after: next ?? "" });
  return {
    id: stage.id,
    name: stage.name,
    count,
    sum,
    weighted,
    probability: stage.probability,
    cards: cards.map((card) => cardView(card, { ask, today, focus })),
    more: next && cards.length < count ? `/deals/board/cards?${more}` : null,
    list: `/deals?${new URLSearchParams({ "filter[stage]": stage.id })}`,
  };
}
