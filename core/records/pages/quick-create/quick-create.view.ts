import { may } from "../../../kernel/actor.ts";
import type { Problem } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { PageView } from "../../../web/page-view.ts";
import type { Kind, Similar } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Ruled } from "../as-ruled.ts";
import type { Choices } from "../choices.ts";
import type { PageContext } from "../display.ts";
import type { InputView } from "../input-view.ts";
import { inputView } from "../inputs.ts";
import { type LiveView, liveView } from "../live-form.ts";
import { manyOf, oneOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { pointerOf } from "../values.ts";
import { alongIn, entryOf } from "./along.ts";
import { shownFields } from "./filled.ts";

export interface QuickFacts {
  readonly kind: Kind;
  readonly kinds: Kinds;
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  readonly similar: readonly Similar[];
  readonly ruled: Pick<Ruled, "hidden" | "folded">;
  readonly decides: ReadonlySet<string>;
  /** True for the answer to somebody who is typing: the cursor stays where it is. */
  readonly typing?: boolean;
}

export interface SimilarView {
  /** Null for a record this person may not see. */
  readonly href: string | null;
  readonly title: string;
  readonly why: string;
  readonly owner: string | null;
  readonly blocks: boolean;
}

interface AlongView {
  readonly name: string;
  readonly value: string;
  readonly title: string;
}

export interface QuickView extends PageView, LiveView {
  readonly plural: string;
  readonly types: readonly {
    readonly label: string;
    readonly href: string;
    readonly icon: string;
    readonly current: boolean;
  }[];
  readonly paste: boolean;
  readonly pasteText: string;
  readonly inputs: readonly InputView[];
  /** True when files may come with the form. */
  readonly files: boolean;
  readonly along: readonly AlongView[];
  readonly similar: readonly SimilarView[];
  readonly seeks: boolean;
  readonly general: readonly string[];
  readonly wrong: number;
  /** Sent twice, written once. */
  readonly key: string;
  readonly full: string;
}

/** The small form: type switch, paste box, few fields, who it may already be. */
export function quickView(facts: QuickFacts, context: PageContext): QuickView {
  const { kind, typed, problems, choices, decides } = facts;
  const { reader } = context;
  const fields = shownFields({ kind, reader }, typed, problems);
  const first = fields.find((field) => isAbout(pointerOf(field), problems)) ?? fields[0];
  const autofocus = facts.typing ? undefined : first?.path;
  return {
    title: reader.say("records.new.title", { one: oneOf(kind, reader) }),
    where: manyOf(kind, reader),
    breadcrumb: [{ label: manyOf(kind, reader), path: `/${kind.plural}` }],
    plural: kind.plural,
    types: typesOf(facts, reader),
    paste: kind.hooks?.paste !== undefined,
    pasteText: typed.get("paste") ?? "",
    inputs: fields.map((field) =>
      inputView(field, typed, { ...context, choices, problems, prefix: "q", autofocus, decides }),
    ),
    files: fields.some(({ type }) => type.name === "file"),
    along: alongIn(kind, typed).map(alongView),
    ...similarView(facts.similar, kind, reader),
    seeks: kind.hooks?.similar !== undefined,
    general: problems
      .filter(({ pointer }) => !fields.some((field) => isAbout(pointerOf(field), [{ pointer }])))
      .map(({ message, values }) => reader.say(message, values)),
    wrong: problems.length,
    key: typed.get("key") || newId(),
    full: `/${kind.plural}/new`,
    ...liveView({ ...facts, fields, at: `/new/${kind.plural}/form` }, reader),
  };
}

const isAbout = (field: string, problems: readonly Pick<Problem, "pointer">[]): boolean =>
  problems.some(({ pointer }) => pointer === field || pointer.startsWith(`${field}/`));

function alongView(missing: Parameters<typeof entryOf>[0]): AlongView {
  const [name, value] = entryOf(missing);
  return { name, value, title: missing.title };
}

/** Kinds this person may create in the small form. */
function typesOf({ kinds, kind }: QuickFacts, reader: Reader): QuickView["types"] {
  const quick = kinds
    .all()
    .filter((one) => one.pages !== false && one.quickFields && may(reader.actor, `${one.plural}.create`));
  return quick.map((one) => ({
    label: oneOf(one, reader),
    href: `/new/${one.plural}`,
    icon: one.icon,
    current: one.name === kind.name,
  }));
}

/** Records the new one may repeat, as the hint under the form shows them. */
export function similarView(
  similar: readonly Similar[],
  kind: Kind,
  reader: Reader,
): { readonly similar: readonly SimilarView[] } {
  return {
    similar: similar.slice(0, 3).map(({ id, title, why, owner, blocks }) => ({
      href: id && `/${kind.plural}/${id}`,
      title: title ?? reader.say("records.quick.hidden"),
      why: reader.say(why),
      owner,
      blocks,
    })),
  };
}
