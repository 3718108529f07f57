// The board of a kind as its templates read it.
import { formatMoney } from "../../../i18n/formats.ts";
import { may } from "../../../kernel/actor.ts";
import { initialsOf } from "../../../web/initials.ts";
import type { PageView } from "../../../web/page-view.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Rec } from "../../record.ts";
import { type PageContext, shown, shownText } from "../display.ts";
import { fieldLabel, labelText, manyOf, oneOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { titleOf, valueAt } from "../values.ts";
import { type CardFields, cardFieldsOf, type ColumnFacts, type Whose } from "./board-facts.ts";

export interface CardView {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Address of the record; everything one does with it stands below. */
  readonly base: string;
  readonly about: string | null;
  readonly amount: string | null;
  readonly owner: string | null;
  readonly initials: string | null;
  readonly notes: readonly { readonly label: string; readonly text: string }[];
  readonly movable: boolean;
  /** Address of what can be done with it; loaded when the menu is opened. */
  readonly moves: string;
  /** Set on the card that was just moved: it takes the focus. */
  readonly focus: boolean;
}

export interface ColumnView {
  /** Id of the option, empty for records without one. */
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly count: number;
  readonly sums: string;
  /** False for an archived option, which takes no more. */
  readonly open: boolean;
  readonly cards: readonly CardView[];
  /** Address of the cards that follow, null when all are shown. */
  readonly more: string | null;
  /** The same records as a list, for browsers without script. */
  readonly list: string;
}

export interface BoardView extends PageView {
  readonly plural: string;
  readonly one: string;
  readonly columns: readonly ColumnView[];
  /** The board's own query, which moves carry along. */
  readonly boardQuery: string;
  readonly mayCreate: boolean;
}

export interface BoardFacts {
  readonly kind: Kind;
  readonly by: Field;
  readonly whose: Whose;
  /** What narrows it, as the text of a list's query. */
  readonly text: string;
  readonly columns: readonly ColumnFacts[];
  /** The record that was just moved. */
  readonly focus?: string | undefined;
}

type Place = Pick<BoardFacts, "whose" | "text">;

const paramsOf = ({ whose, text }: Place) => ({ owner: whose, ...(text !== "" && { list: text }) });

export const boardQueryOf = (place: Place): string =>
  new URLSearchParams({ board: "1", ...paramsOf(place) }).toString();

export const boardPath = ({ plural }: Pick<Kind, "plural">, place: Place): string =>
  `/${plural}/board?${new URLSearchParams(paramsOf(place))}`;

export function boardView(facts: BoardFacts, context: PageContext): BoardView {
  const { kind } = facts;
  const { reader } = context;
  return {
    title: reader.say("records.board.title", { kind: manyOf(kind, reader) }),
    breadcrumb: [{ label: manyOf(kind, reader), path: `/${kind.plural}` }],
    plural: kind.plural,
    one: oneOf(kind, reader),
    columns: facts.columns.map((column) => columnView(facts, column, context)),
    boardQuery: boardQueryOf(facts),
    mayCreate: may(reader.actor, `${kind.plural}.create`),
  };
}

export function columnView(
  facts: Omit<BoardFacts, "columns">,
  { option, group, cards, next }: ColumnFacts,
  context: PageContext,
): ColumnView {
  const { kind, by } = facts;
  const { reader } = context;
  const fields = cardFieldsOf(kind, reader.actor, by);
  const id = option?.id ?? "";
  const here = `filter[${by.path}]${id === "" ? "[empty]" : ""}`;
  return {
    id,
    name: option ? labelText(option.label, reader) : reader.say("records.board.none"),
    color: option?.color ?? null,
    count: group?.count ?? 0,
    sums: sumsText(group?.sums ?? [], reader),
    open: option?.archived !== true,
    cards: cards.map((card) => cardView(facts, card, { ...context, fields })),
    more:
      next && `${boardPath(kind, facts).replace("?", "/cards?")}&${new URLSearchParams({ column: id, after: next })}`,
    list: `/${kind.plural}?${new URLSearchParams({ [here]: id === "" ? "true" : id })}`,
  };
}

const sumsText = (sums: readonly { amount: string; currency: string }[], { reading }: Reader): string =>
  sums
    .slice(0, 3)
    .map((sum) => formatMoney(reading.language, sum, true))
    .join(" + ");

function cardView(
  facts: Omit<BoardFacts, "columns">,
  card: Rec,
  { fields, ...context }: PageContext & { readonly fields: CardFields },
): CardView {
  const { kind, by, focus } = facts;
  const text = (field: Field | undefined): string | null =>
    field && valueAt(card, field.path) !== null ? shownText(shown(card, field, context)) : null;
  const owner = text(kind.byPath.get(kind.ownerField ?? ""));
  const base = `/${kind.plural}/${card.id}`;
  return {
    id: card.id,
    version: card.version,
    title: titleOf(card, kind.titleField) || context.reader.say("records.untitled"),
    base,
    about: text(fields.about),
    amount: text(fields.money),
    owner,
    initials: owner && initialsOf(owner),
    notes: fields.notes.flatMap((field) => {
      const said = text(field);
      return said ? [{ label: fieldLabel(field, context.reader), text: said }] : [];
    }),
    movable: may(context.reader.actor, `${kind.plural}.change`) && !by.readOnly,
    moves: `${base}/moves?${boardQueryOf(facts)}`,
    focus: card.id === focus,
  };
}
