import { sameJson } from "../kernel/json.ts";
import type { Field } from "../records/fields/field.ts";
import type { Kind } from "../records/kind.ts";
import { pathsFor } from "../records/layouts/arrange.ts";
import { type Count, countText } from "../records/pages/count.ts";
import { type PageContext, type Piece, shown } from "../records/pages/display.ts";
import { fieldLabel, manyOf } from "../records/pages/labels.ts";
import type { Rec } from "../records/record.ts";
import { valueAt } from "../records/store/draft.ts";
import type { PageView } from "../web/page-view.ts";
import type { PartyKind } from "./neighbours.ts";
import type { Both, SuspectPair } from "./pairs-page.ts";
import type { Distinct, TwoIds } from "./pairs.ts";

interface Side {
  readonly title: string;
  readonly href: string;
  readonly since: string;
}

interface Line {
  readonly label: string;
  readonly older: readonly Piece[];
  readonly newer: readonly Piece[];
  /** True where both have the same value: what makes them look alike. */
  readonly same: boolean;
}

interface PairView {
  readonly title: string;
  readonly older: Side;
  readonly newer: Side;
  readonly why: string;
  /** In percent. */
  readonly score: number;
  readonly lines: readonly Line[];
  readonly merge: string | null;
  /** Says that they are two. */
  readonly part: string | null;
  readonly index: number;
  /** True for the pair that takes the place of one that was just dealt with. */
  readonly focus: boolean;
}

export interface QueueView {
  readonly plural: string;
  readonly pairs: readonly PairView[];
  /** Cursor of this page, empty for the first. */
  readonly after: string;
  readonly firstHref: string | null;
  readonly nextHref: string | null;
  /** True when the last pair of the page was just dealt with: the words about it take the focus. */
  readonly emptied: boolean;
}

export interface PairsView extends PageView {
  readonly tabs: readonly { label: string; path: string; current: boolean; count: string | null }[];
  readonly queue: QueueView | null;
  readonly apart: readonly ApartView[] | null;
}

interface ApartView {
  readonly title: string;
  readonly older: Side;
  readonly newer: Side;
  readonly by: string;
  readonly at: string;
  readonly rejoin: string;
}

export interface QueueFacts {
  readonly kind: Kind;
  readonly data: readonly SuspectPair[];
  readonly next: string | null;
  readonly after: string;
  /** Place on the page of a pair that was just dealt with. */
  readonly done: number | undefined;
}

export const queuePath = ({ plural }: Pick<Kind, "plural">): string => `/${plural}/duplicates`;

/** The part of the page that a decision changes. */
export function queueView({ kind, data, next, after, done }: QueueFacts, context: PageContext): QueueView {
  const path = queuePath(kind);
  const focused = done === undefined ? -1 : Math.min(done, data.length - 1);
  return {
    plural: kind.plural,
    pairs: data.map((pair, index) => ({ ...pairView(kind, pair, context), index, focus: index === focused })),
    after,
    firstHref: after === "" ? null : path,
    nextHref: next && `${path}?${new URLSearchParams({ after: next })}`,
    emptied: done !== undefined && data.length === 0,
  };
}

function pairView(kind: Kind, pair: SuspectPair, context: PageContext): Omit<PairView, "index" | "focus"> {
  const { older, newer, reason, score, mayMerge } = pair;
  return {
    title: titleOfPair(pair, context),
    older: sideOf(kind, older),
    newer: sideOf(kind, newer),
    why: `contacts.same.${reason}`,
    score: Math.round(score * 100),
    lines: factsOf(kind, context).flatMap((field) => lineOf(field, pair, context) ?? []),
    merge: mayMerge ? `/${kind.plural}/${older.id}/merge?with=${newer.id}&queue=1` : null,
    part: mayMerge ? partPath(kind, pair) : null,
  };
}

/** Where it is said of two that they are not the same; `/removal` takes it back. */
export const partPath = ({ plural }: Pick<Kind, "plural">, { one, other }: TwoIds): string =>
  `/${plural}/${one}/distinctions/${other}`;

const titleOfPair = ({ older, newer }: Both, { reader }: PageContext): string =>
  reader.say("contacts.pairs.title", { one: String(older["name"]), other: String(newer["name"]) });

const sideOf = ({ plural, titleField }: Kind, record: Rec): Side => ({
  title: String(record[titleField] ?? ""),
  href: `/${plural}/${record.id}`,
  since: record.createdAt,
});

function factsOf(kind: Kind, { reader }: PageContext): readonly Field[] {
  const paths = [...pathsFor(kind, reader.actor, "facts"), ...pathsFor(kind, reader.actor, "list")];
  return [...new Set(paths)].flatMap((path) => (path === kind.titleField ? [] : (kind.byPath.get(path) ?? [])));
}

function lineOf(field: Field, { older, newer }: Both, context: PageContext): Line | undefined {
  const [one, other] = [valueAt(older, field.path), valueAt(newer, field.path)];
  if (one === null && other === null) return undefined;
  return {
    label: fieldLabel(field, context.reader),
    older: shown(older, field, context).pieces,
    newer: shown(newer, field, context).pieces,
    same: sameJson(one, other),
  };
}

interface PageFacts {
  readonly kind: Kind;
  /** Kinds whose pairs this person may deal with, and how many wait. */
  readonly counts: readonly { readonly kind: Kind; readonly count: Count }[];
}

/** The whole page: pairs that wait for a decision, or those that were said to be two. */
export function pairsView(
  { kind, counts, queue, apart }: PageFacts & Pick<PairsView, "queue"> & { readonly apart: (Distinct & Both)[] | null },
  context: PageContext,
): PairsView {
  const { reader } = context;
  const path = queuePath(kind);
  const open = counts.map((one) => ({
    label: manyOf(one.kind, reader),
    path: queuePath(one.kind),
    current: one.kind.name === kind.name && apart === null,
    count: countText(one.count, reader),
  }));
  const parted = {
    label: reader.say("contacts.pairs.apart"),
    path: `${path}?apart=1`,
    current: apart !== null,
    count: null,
  };
  return {
    title: reader.say("contacts.pairs"),
    where: manyOf(kind, reader),
    breadcrumb: [{ label: manyOf(kind, reader), path: `/${kind.plural}` }],
    tabs: [...open, parted],
    queue,
    apart: apart && apart.map((pair) => apartView(kind, pair, context)),
  };
}

const apartView = (kind: Kind, pair: Distinct & Both, context: PageContext): ApartView => ({
  title: titleOfPair(pair, context),
  older: sideOf(kind, pair.older),
  newer: sideOf(kind, pair.newer),
  by: pair.by,
  at: pair.at,
  rejoin: `${partPath(kind, pair)}/removal`,
});

/** The line above a list that leads here; undefined when nothing waits. */
export const hintView = (kind: PartyKind, plural: string, count: Count) =>
  count.number === 0 ? undefined : { path: `/${plural}/duplicates`, kind, count: count.number, more: !count.exact };
