// What the board of a kind shows, asked for at once; also the answer to a move, so that page and part cannot differ.
import type { Actor } from "../../../kernel/actor.ts";
import type { Field, Option } from "../../fields/field.ts";
import { optionsOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";
import { pathsFor } from "../../layouts/arrange.ts";
import type { Condition, Filter } from "../../query/grammar.ts";
import { type Group, groupRecords } from "../../query/groups.ts";
import type { Rec } from "../../record.ts";
import { askingOf } from "../../store/through.ts";
import type { ListAsk } from "../list-ask.ts";
import { includesOf, type Parts } from "../parts.ts";

/** Cards on one board at most: more would make the page heavy on a phone. */
const CARDS = 200;
const MOST_PER_COLUMN = 50;
const MOST_COLUMNS = 40;
const MORE = 30;
const NOTES = 2;

/** Whose records, as it stands in the board's address. */
export type Whose = "all" | "me" | "team";

/** The fields of a card beside its title. */
export interface CardFields {
  readonly about: Field | undefined;
  readonly money: Field | undefined;
  readonly notes: readonly Field[];
}

export interface ColumnFacts {
  /** Null for records without a value. */
  readonly option: Option | null;
  readonly group: Group | undefined;
  readonly cards: readonly Rec[];
  /** Cursor of the cards that follow. */
  readonly next: string | null;
}

/** The choice field a kind's board is arranged by; undefined for a kind without such a board. */
export function boardFieldOf(kind: Kind): Field | undefined {
  const field = kind.byPath.get(kind.boardField ?? "");
  return field?.type.name === "choice" ? field : undefined;
}

/** What a card shows: the first record it refers to, the first amount, then what the list shows. */
export function cardFieldsOf(kind: Kind, actor: Actor, by: Field): CardFields {
  const hidden = new Set([kind.titleField, kind.ownerField, by.path]);
  const listed = pathsFor(kind, actor, "list").flatMap((path) => kind.byPath.get(path) ?? []);
  const shown = listed.filter(({ path }) => !hidden.has(path) && kind.fields.some((field) => field.path === path));
  const about = shown.find(({ type }) => type.name === "reference");
  const money =
    shown.find(({ type }) => type.name === "money") ?? kind.fields.find(({ type }) => type.name === "money");
  return { about, money, notes: shown.filter((field) => field !== about && field !== money).slice(0, NOTES) };
}

interface Asked {
  readonly kind: Kind;
  readonly by: Field;
  readonly whose: Whose;
  /** What narrows the board, as the list of the same records would be asked. */
  readonly list: Pick<ListAsk, "filter" | "q">;
}

/** The columns in the order of their options; archived ones and "none" only while records stand in them. */
export async function boardColumns(parts: Parts, actor: Actor, asked: Asked): Promise<readonly ColumnFacts[]> {
  const { kind, by } = asked;
  const fields = cardFieldsOf(kind, actor, by);
  const groups = await groupRecords(
    await askingOf(parts.through, actor, kind.name),
    { by, money: fields.money, filter: narrowed(asked, actor), q: asked.list.q || undefined },
    parts.through.db,
  );
  const found = new Map(groups.map((group) => [group.value, group]));
  const options = optionsOf(by.schema).filter((option) => !option.archived || found.has(option.id));
  const columns = [...(found.has(null) ? [null] : []), ...options.slice(0, MOST_COLUMNS)];
  const limit = Math.min(MOST_PER_COLUMN, Math.ceil(CARDS / Math.max(columns.length, 1)));
  return await Promise.all(
    columns.map(async (option) => {
      const group = found.get(option?.id ?? null);
      const page = group ? await cardsIn(parts, actor, asked, { option, limit }) : { cards: [], next: null };
      return { option, group, ...page };
    }),
  );
}

/** The cards of a column that follow a cursor. */
export const moreCards = async (
  parts: Parts,
  actor: Actor,
  asked: Asked,
  at: { readonly option: Option | null; readonly after: string },
): Promise<Pick<ColumnFacts, "cards" | "next">> => await cardsIn(parts, actor, asked, { ...at, limit: MORE });

async function cardsIn(
  parts: Parts,
  actor: Actor,
  asked: Asked,
  { option, limit, after }: { option: Option | null; limit: number; after?: string },
): Promise<Pick<ColumnFacts, "cards" | "next">> {
  const { kind, by } = asked;
  const { about, money, notes } = cardFieldsOf(kind, actor, by);
  const owner = kind.byPath.get(kind.ownerField ?? "");
  const fields = [about, money, owner, ...notes].filter((field) => field !== undefined);
  const here: Condition = option ? { field: by.path, op: "eq", value: option.id } : { field: by.path, op: "empty" };
  const { data, next } = await parts.records.list(actor, kind.name, {
    filter: narrowed(asked, actor, here),
    q: asked.list.q || undefined,
    sort: [{ field: "createdAt", direction: "desc" }],
    fields: [kind.titleField, by.path, ...fields.map(({ path }) => path)],
    include: includesOf(parts.kinds, { fields }),
    limit,
    after,
  });
  return { cards: data, next };
}

function narrowed(asked: Asked, actor: Actor, ...more: readonly Condition[]): Filter | undefined {
  const all = [asked.list.filter, ...more, ...ownerConditions(asked, actor)].filter((one) => one !== undefined);
  return all.length > 1 ? { and: all } : all[0];
}

function ownerConditions({ kind, whose }: Asked, actor: Actor): Condition[] {
  if (!kind.ownerField || whose === "all") return [];
  const value = whose === "me" ? [actor.id] : [...new Set([actor.id, ...actor.subtreeMates])];
  return [{ field: kind.ownerField, op: "in", value }];
}
