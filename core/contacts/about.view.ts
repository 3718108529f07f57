import type { Problem } from "../kernel/errors.ts";
import type { Field } from "../records/fields/field.ts";
import type { Kind } from "../records/kind.ts";
import type { Choices } from "../records/pages/choices.ts";
import type { PageContext } from "../records/pages/display.ts";
import type { InputView } from "../records/pages/input-view.ts";
import { inputView, problemOf } from "../records/pages/inputs.ts";
import type { Rec } from "../records/record.ts";
import type { PageView } from "../web/page-view.ts";

export interface AboutFacts {
  readonly kind: Kind;
  readonly contact: Rec;
  readonly fields: readonly Field[];
  readonly typed: URLSearchParams;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
}

export interface AboutView extends PageView {
  readonly action: string;
  readonly cancel: string;
  readonly inputs: readonly InputView[];
  readonly general: readonly string[];
  readonly wrong: number;
}

/** A short form about one person. */
export function aboutView(
  { kind, contact, fields, typed, choices, problems }: AboutFacts,
  context: PageContext,
): AboutView {
  const { reader } = context;
  const path = `/contacts/${contact.id}`;
  const placed = new Set(
    fields.filter((field) => problemOf(field, { problems, reader })).map((field) => `/${field.path}`),
  );
  return {
    title: reader.say(`contacts.${kind.name}.new`, { name: contact["name"] }),
    where: reader.say("contacts.many"),
    breadcrumb: [
      { label: reader.say("contacts.many"), path: "/contacts" },
      { label: String(contact["name"]), path },
    ],
    action: `${path}/${kind.plural}`,
    cancel: path,
    inputs: fields.map((field, at) =>
      inputView(field, typed, {
        ...context,
        choices,
        problems,
        prefix: "a",
        autofocus: at === 0 ? field.path : undefined,
      }),
    ),
    general: problems
      .filter(({ pointer }) => !placed.has(pointer))
      .map(({ message, values }) => reader.say(message, values)),
    wrong: problems.length,
  };
}
