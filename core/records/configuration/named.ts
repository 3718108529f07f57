// Records that configuration refers to are called by name in it: the id of a stage means nothing on another installation.
import { isObject, type Json } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";

/** The records of a kind that configuration may refer to: id → name, which no other of the kind has. */
export type NamesOfKind = () => Promise<ReadonlyMap<string, string>>;

export class Named {
  readonly #kinds: Kinds;
  readonly #names = new Map<string, NamesOfKind>();

  constructor(kinds: Kinds) {
    this.#kinds = kinds;
  }

  /** Adds the names of a kind and answers how to take them out again. */
  add(kind: string, names: NamesOfKind): () => void {
    this.#names.set(kind, names);
    return () => void this.#names.delete(kind);
  }

  /** Any value with the filters of this kind in it, the ids in their conditions as names. */
  async byName(kind: string, value: unknown): Promise<Json> {
    return await this.#each(kind, value, (names) => names);
  }

  /** The same back. A name nobody has stays as it is, and the filter says so when it is used. */
  async byId(kind: string, value: unknown): Promise<Json> {
    return await this.#each(kind, value, (names) => new Map([...names].map(([id, name]) => [name, id])));
  }

  async #each(
    kind: string,
    value: unknown,
    which: (names: ReadonlyMap<string, string>) => ReadonlyMap<string, string>,
  ) {
    const read = [...this.#names].map(async ([one, names]) => [one, which(await names())] as const);
    return replaced(value as Json, this.#kinds.get(kind), new Map(await Promise.all(read)));
  }
}

type Replacements = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Copies a value; in `{field, value}` of a reference to a named kind the value is replaced. */
function replaced(value: Json, kind: Kind, all: Replacements): Json {
  if (Array.isArray(value)) return value.map((item) => replaced(item, kind, all));
  if (!isObject(value)) return value;
  const field = typeof value["field"] === "string" ? kind.byPath.get(value["field"]) : undefined;
  const names = all.get(String(field?.schema["x-kind"] ?? ""));
  const entries = Object.entries(value as Record<string, Json>).map(([key, inner]): [string, Json] => [
    key,
    names && key === "value" ? eachText(inner, names) : replaced(inner, kind, all),
  ]);
  return Object.fromEntries(entries);
}

function eachText(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => eachText(item, names));
  return typeof value === "string" ? (names.get(value) ?? value) : value;
}
