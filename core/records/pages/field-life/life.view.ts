// What the page of one field needs: where it is used, how fast it is, its options, its types, its end.
import type { Context } from "koa";
import { languageNames, languages } from "../../../i18n/languages.ts";
import { languageOf, say } from "../../../web/context.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { IndexState } from "../../fields/life/index-rows.ts";
import type { Mention } from "../../fields/life/mentions.ts";
import type { OptionChange } from "../../fields/life/option-changes.ts";
import type { TypeChange } from "../../fields/life/type-change/change-rows.ts";
import { needsCurrency, needsFactor, possibleTypes } from "../../fields/life/type-change/conversions.ts";
import { mayMove } from "../../fields/life/type-change/type-request.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";

export interface LifeFacts {
  readonly field: CustomField;
  readonly kind: Kind;
  readonly uses: readonly Mention[];
  readonly index: IndexState;
  readonly changes: readonly TypeChange[];
  /** Options that were being turned into others when the job gave up. */
  readonly stuckTurn: OptionChange | undefined;
  /** Records with each option, and with any value at all. */
  readonly counts: ReadonlyMap<string, number>;
  readonly filled: number;
  readonly currency: string;
}

const DAYS_KEPT = 30;

/** The label in the reader's language, or the key. */
export const nameOf = (ctx: Context, { schema, key }: CustomField): string =>
  labelOf(schema["x-label"] ?? key, languageOf(ctx));

export const typeName = (ctx: Context, type: string): string => say(ctx, `fields.type.${type}`);

/** Where a page below this field's list stands. */
export const crumbs = (ctx: Context, kind: Kind) => [
  { label: say(ctx, "web.settings"), path: "/settings" },
  { label: say(ctx, "fields.title"), path: `/settings/fields?kind=${kind.name}` },
];

export function lifeView(ctx: Context, facts: LifeFacts) {
  const { field, kind, uses } = facts;
  return {
    title: say(ctx, "fields.life.of", { field: nameOf(ctx, field) }),
    breadcrumb: [...crumbs(ctx, kind), { label: nameOf(ctx, field), path: `/settings/fields/${field.id}` }],
    id: field.id,
    version: field.version,
    key: field.key,
    aliases: field.aliases.join(", "),
    typeName: typeName(ctx, field.schema["x-type"]),
    live: field.state === "active",
    goesOn: dayIn(ctx, field.archivedAt),
    uses: uses.map(({ place, name, link }) => ({ place: say(ctx, `fields.place.${place}`), name, link })),
    indexed: field.schema["x-indexed"] === true,
    unique: field.schema["x-unique"] === true,
    index: indexView(ctx, field, kind, facts.index),
    ...optionsView(ctx, field, facts.counts),
    filled: facts.filled,
    stuckTurn: facts.stuckTurn?.id ?? null,
    ...typesView(ctx, facts),
  };
}

function dayIn(ctx: Context, archivedAt: string | null): string {
  const day = new Date(Date.parse(archivedAt ?? new Date().toISOString()) + DAYS_KEPT * 86_400_000);
  return new Intl.DateTimeFormat(languageOf(ctx), { dateStyle: "long" }).format(day);
}

/** How far the index is; the part asks again by itself while it is being built. */
export function indexView(ctx: Context, { id }: CustomField, kind: Kind, index: IndexState) {
  const { state, percent, failure } = index;
  const code = state === "failed" ? `failed.${failure?.code}` : state;
  return {
    id,
    share: percent ?? 0,
    building: state === "building" || state === "dropping",
    failed: state === "failed",
    text: say(ctx, `fields.life.index.${code}`, { percent: percent ?? 0 }),
    duplicates: (failure?.duplicates ?? []).map(({ value, records }) => ({
      value: String(value),
      records: records.map((record, at) => ({ link: `/${kind.plural}/${record}`, title: String(at + 1) })),
    })),
  };
}

function optionsView(ctx: Context, { schema }: CustomField, counts: LifeFacts["counts"]) {
  const options = (schema["x-options"] ?? []).map((option) => ({
    id: option.id,
    label: labelOf(option.label, languageOf(ctx)),
    archived: option.archived === true,
    count: counts.get(option.id) ?? 0,
  }));
  return { options, offered: options.filter((option) => !option.archived) };
}

function typesView(ctx: Context, { field, changes, currency }: LifeFacts) {
  const from = field.schema["x-type"];
  const types = possibleTypes(from);
  const own = mayMove(field)
    ? [{ id: from, label: say(ctx, "fields.life.own_column", { type: typeName(ctx, from) }) }]
    : [];
  return {
    beside: own.length > 0 ? from : null,
    types: [...own, ...types.map((id) => ({ id, label: typeName(ctx, id) }))],
    languages: languages.map((id) => ({ id, label: languageNames[id], current: id === languageOf(ctx) })),
    asksFactor: types.some((to) => needsFactor(from, to)),
    asksCurrency: types.some((to) => needsCurrency(from, to)),
    currency,
    changes: changes.map((change) => ({
      id: change.id,
      what: changeName(ctx, change),
      state: say(ctx, `fields.life.state.${change.state}`),
      at: change.createdAt,
    })),
  };
}

/** Text → Whole number. */
export function changeName(ctx: Context, { before, plan }: TypeChange): string {
  const [from, to] = [before, plan.schema].map((schema) => typeName(ctx, schema["x-type"]));
  return from === to ? say(ctx, "fields.life.own_column", { type: from }) : `${from} → ${to}`;
}
