// What a form offers to choose from besides a field's own options: people, teams, records of other kinds.
import { type Actor, may } from "../../kernel/actor.ts";
import { isId } from "../../kernel/ids.ts";
import type { Field } from "../fields/field.ts";
import type { Kinds } from "../kinds.ts";
import type { Related } from "../record.ts";
import type { Records } from "../records.ts";
import { titleOf } from "./values.ts";

/** By path of the field: what may be chosen in it. */
export type Choices = ReadonlyMap<string, readonly Related[]>;

/** Kind that a field's ids belong to; undefined for a field without references. */
export function kindReferred({ type, schema }: Field): string | undefined {
  if (type.name === "user" || type.name === "team") return type.name;
  return type.name === "reference" || type.name === "references" ? schema["x-kind"] : undefined;
}

export class ChoicesOf {
  readonly #records: Records;
  readonly #kinds: Kinds;

  constructor(records: Records, kinds: Kinds) {
    this.#records = records;
    this.#kinds = kinds;
  }

  /** Everything the form of these fields needs, given what stands in it. */
  async load(actor: Actor, fields: readonly Field[], typed: URLSearchParams): Promise<Choices> {
    const wanted = fields.filter((field) => kindReferred(field) !== undefined);
    const pairs = wanted.map(async (field) => [field.path, await this.#forField(actor, field, typed)] as const);
    return new Map(await Promise.all(pairs));
  }

  /** Records of a kind whose name, e-mail or number has this text in it. */
  async search(actor: Actor, kind: string, q: string, limit = 8): Promise<readonly Related[]> {
    return await this.#titles(actor, kind, { q, limit });
  }

  /** Everybody who may be meant, by name. */
  async everybody(actor: Actor): Promise<readonly Related[]> {
    return await this.#all(actor, "user");
  }

  async #forField(actor: Actor, field: Field, typed: URLSearchParams): Promise<readonly Related[]> {
    const kind = kindReferred(field) ?? "";
    if (this.#kinds.find(kind) === undefined) return [];
    if (field.type.name === "user" || field.type.name === "team" || this.#kinds.get(kind).pages === false)
      return await this.#all(actor, kind);
    const chosen = await this.named(actor, kind, typed.getAll(field.path));
    const found =
      typed.get("find") === field.path ? await this.search(actor, kind, typed.get(`${field.path}.q`) ?? "") : [];
    return [...chosen, ...found.filter((one) => !chosen.some(({ id }) => id === one.id))];
  }

  async #all(actor: Actor, kind: string): Promise<readonly Related[]> {
    const { byPath, titleField, plural } = this.#kinds.seenBy(actor).get(kind);
    if (!may(actor, `${plural}.read`)) return [];
    const sort = byPath.get(titleField)?.type.sortable ? [{ field: titleField, direction: "asc" } as const] : [];
    return await this.#titles(actor, kind, { sort, limit: 200 });
  }

  /** Those of these records that this person may see, in the same order. */
  async named(actor: Actor, kind: string, ids: readonly string[]): Promise<readonly Related[]> {
    const known = ids.filter(isId);
    if (known.length === 0 || !may(actor, `${this.#kinds.seenBy(actor).get(kind).plural}.read`)) return [];
    const found = await this.#titles(actor, kind, { filter: { field: "id", op: "in", value: known }, limit: 200 });
    return found.toSorted((a, b) => known.indexOf(a.id) - known.indexOf(b.id));
  }

  async #titles(actor: Actor, kind: string, query: Parameters<Records["list"]>[2]): Promise<readonly Related[]> {
    const { titleField } = this.#kinds.seenBy(actor).get(kind);
    const { data } = await this.#records.list(actor, kind, { ...query, fields: [titleField] });
    return data.map((record) => ({ id: record.id, title: titleOf(record, titleField) }));
  }
}
