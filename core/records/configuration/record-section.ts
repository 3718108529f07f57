// Records that the office is built from (pipelines, stages, reasons) as items of the configuration, by name.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import type { Kinds } from "../kinds.ts";
import type { Input, Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { allRecords } from "./all-records.ts";
import { byAge, distinct } from "./distinct.ts";
import { checkValue, pointerOf } from "../store/validate.ts";
import { type Change, type Create, itemProblem, type Remove, type Section, withUnsaid } from "./section.ts";

export interface RecordSection {
  readonly name: string;
  readonly order: number;
  readonly kind: string;
  /** Paths of the fields that make up an item. */
  readonly paths: readonly string[];
  /** Reference whose title is needed for `nameOf`. */
  readonly include?: readonly string[];
  nameOf(record: Rec): string;
  /** The values that the name stands for; undefined when it names nothing here. */
  inputOf(name: string): Promise<Input | undefined>;
  /** Takes a record out of use. */
  readonly remove?: (...about: [...Parameters<NonNullable<Section["remove"]>>, id: string]) => Promise<void>;
}

const none = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

export function recordSection(records: Records, kinds: Kinds, of: RecordSection): Section {
  const standing = async (): Promise<ReadonlyMap<string, Rec>> => {
    const all = await allRecords(records, of.kind, of.include);
    return distinct(all.toSorted(byAge), of.nameOf);
  };
  return {
    name: of.name,
    order: of.order,
    read: async () => new Map([...(await standing())].map(([name, record]) => [name, itemOf(record, of.paths)])),
    completed: withUnsaid,
    check: ({ after }) => problemsOf(after, of, kinds),
    async write(actor, { name, after }: Create | Change) {
      const known = (await standing()).get(name);
      const values = after as Input;
      if (known) return void (await records.change(actor, of.kind, known.id, values));
      const named = await of.inputOf(name);
      if (!named) throw new Invalid([itemProblem("", "configuration.bad_name", { name })], "configuration.invalid");
      await records.create(actor, of.kind, { ...values, ...named });
    },
    ...(of.remove && { remove: async (actor, difference) => await removed(await standing(), of, actor, difference) }),
  };
}

async function removed(
  standing: ReadonlyMap<string, Rec>,
  of: RecordSection,
  ...[actor, difference]: [Parameters<NonNullable<Section["remove"]>>[0], Remove]
): Promise<void> {
  const id = standing.get(difference.name)?.id;
  if (id) await of.remove?.(actor, difference, id);
}

const itemOf = (record: Rec, paths: readonly string[]): Json =>
  Object.fromEntries(paths.map((path) => [path, record[path] ?? null])) as Json;

function problemsOf(item: Json, { kind, paths }: RecordSection, kinds: Kinds): readonly Problem[] {
  if (!isObject(item)) return [itemProblem("", "not_an_object")];
  return Object.entries(item).flatMap(([path, value]) => {
    const field = paths.includes(path) ? kinds.get(kind).byPath.get(path) : undefined;
    if (!field) return [itemProblem(pointerOf(path), "configuration.bad_item", { known: paths.join(", ") })];
    const checked = checkValue(field, value, none);
    return checked.ok ? [] : checked.problems.map((one) => ({ ...one, pointer: pointerOf(path) + one.pointer }));
  });
}
