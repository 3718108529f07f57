import type { Money } from "../records/fields/types/money.ts";
import { initialsOf } from "../web/initials.ts";
import type { BoardCard } from "./board.ts";

/** What the board was asked for, as it stands in its address. */
export interface BoardAsk {
  readonly pipeline: string;
  readonly owner: string;
  /** Filter and search of a list of deals, as the text of its query; absent for all deals. */
  readonly list?: string;
}

export interface CardView {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly company: string | null;
  readonly amount: Money | null;
  readonly owner: string | null;
  readonly initials: string | null;
  readonly step: string | null;
  readonly stepOn: string | null;
  /** missing: none; overdue: its day has passed; planned. */
  readonly stepState: "missing" | "overdue" | "planned";
  readonly quietDays: number | null;
  readonly late: boolean;
  /** Address of what can be done with it; loaded when the menu is opened. */
  readonly menu: string;
  /** Set on the card that was just moved: it takes the focus. */
  readonly focus: boolean;
}

export interface CardContext {
  readonly ask: BoardAsk;
  readonly today: string;
  readonly focus?: string | undefined;
}

export function cardView(card: BoardCard, { ask, today, focus }: CardContext): CardView {
  return {
    menu: `/deals/${card.id}/menu?${new URLSearchParams({ ...ask })}`,
    id: card.id,
    version: card.version,
    name: card.name,
    company: card.company?.title ?? null,
    amount: card.amount,
    owner: card.owner?.title ?? null,
    initials: card.owner ? initialsOf(card.owner.title) : null,
    step: card.nextStep,
    stepOn: card.nextStepOn,
    stepState: stepState(card, today),
    quietDays: card.quietDays,
    late: card.status === "open" && card.closeDate !== null && card.closeDate < today,
    focus: card.id === focus,
  };
}

function stepState({ nextStep, nextStepOn }: BoardCard, today: string): CardView["stepState"] {
  if (nextStep === null && nextStepOn === null) return "missing";
  return nextStepOn !== null && nextStepOn < today ? "overdue" : "planned";
}
