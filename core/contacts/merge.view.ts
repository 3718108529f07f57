import type { Field } from "../records/fields/field.ts";
import type { Kind } from "../records/kind.ts";
import { type PageContext, type Piece, shown } from "../records/pages/display.ts";
import { fieldLabel, manyOf } from "../records/pages/labels.ts";
import type { Rec } from "../records/record.ts";
import { valueAt } from "../records/store/draft.ts";
import type { PageView } from "../web/page-view.ts";
import { choosable, type Pair } from "./merged-values.ts";
import { queuePath } from "./pairs.view.ts";

interface Side {
  readonly title: string;
  readonly href: string;
  readonly since: string;
}

interface Line {
  readonly path: string;
  readonly label: string;
  readonly winner: readonly Piece[];
  readonly loser: readonly Piece[];
  /** True where both have something and not the same. */
  readonly choose: boolean;
}

export interface MergeView extends PageView {
  readonly action: string;
  readonly loserId: string;
  readonly swap: string;
  readonly cancel: string;
  readonly winner: Side;
  readonly loser: Side;
  readonly lines: readonly Line[];
  /** True for somebody on their way through the queue, who goes back there. */
  readonly queue: boolean;
}

const unsaid = new Set(["duplicateReason", "lifecycleSince"]);

/** Two records side by side, with a choice wherever they differ. */
export function mergeView(kind: Kind, pair: Pair, context: PageContext): MergeView {
  const { winner, loser } = pair;
  const { reader } = context;
  const path = `/${kind.plural}/${winner.id}`;
  const choices = new Set(choosable(kind, pair));
  return {
    title: reader.say("contacts.merge.title", { one: winner["name"], other: loser["name"] }),
    where: manyOf(kind, reader),
    breadcrumb: [
      { label: manyOf(kind, reader), path: `/${kind.plural}` },
      { label: String(winner["name"]), path },
    ],
    action: `${path}/merge`,
    loserId: loser.id,
    swap: `/${kind.plural}/${loser.id}/merge?with=${winner.id}`,
    cancel: path,
    winner: sideOf(kind, winner),
    loser: sideOf(kind, loser),
    lines: kind.fields
      .filter((field) => isSaid(field, pair))
      .map((field) => lineOf(field, pair, context, choices.has(field))),
    queue: false,
  };
}

/** The same for somebody who came from the queue of duplicates, and goes on there. */
export const fromQueue = (view: MergeView, kind: Kind): MergeView => ({
  ...view,
  swap: `${view.swap}&queue=1`,
  cancel: queuePath(kind),
  queue: true,
});

const sideOf = ({ plural, titleField }: Kind, record: Rec): Side => ({
  title: String(record[titleField] ?? ""),
  href: `/${plural}/${record.id}`,
  since: record.createdAt,
});

const isSaid = ({ path }: Field, { winner, loser }: Pair): boolean =>
  !unsaid.has(path) && (valueAt(winner, path) !== null || valueAt(loser, path) !== null);

const lineOf = (field: Field, { winner, loser }: Pair, context: PageContext, choose: boolean): Line => ({
  path: field.path,
  label: fieldLabel(field, context.reader),
  winner: shown(winner, field, context).pieces,
  loser: shown(loser, field, context).pieces,
  choose,
});
