// Records that configuration refers to are called by name in it: the id of a stage means nothing on another installation.
import { isObject, type Json } from "../../kernel/json.ts";

/** The records of a kind that configuration may refer to: id → name, which no other of the kind has. */
export type NamesOfKind = () => Promise<ReadonlyMap<string, string>>;

const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export class Named {
  readonly #names = new Map<string, NamesOfKind>();

  /** Adds the names of a kind and answers how to take them out again. */
  add(kind: string, names: NamesOfKind): () => void {
    this.#names.set(kind, names);
    return () => void this.#names.delete(kind);
  }

  /** A copy of any value in which known ids, also inside of texts, read `@stage(Sales / Offer)`. */
  async byName(value: unknown): Promise<Json> {
    const marks = await this.#marks();
    return eachText(value as Json, (text) => text.replace(anId, (id) => marks.get(id) ?? id));
  }

  /** The same back. A name nobody has stays as it is, and is refused where it is used. */
  async byId(value: unknown): Promise<Json> {
    const marks = [...(await this.#marks())];
    const back = (text: string): string => marks.reduce((known, [id, mark]) => known.replaceAll(mark, id), text);
    return eachText(value as Json, (text) => (text.includes("@") ? back(text) : text));
  }

  async #marks(): Promise<ReadonlyMap<string, string>> {
    const read = [...this.#names].map(async ([kind, names]) =>
      [...(await names())].map(([id, name]): [string, string] => [id, `@${kind}(${name})`]),
    );
    return new Map((await Promise.all(read)).flat());
  }
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => eachText(item, change));
  if (!isObject(value)) return value;
  const entries = Object.entries(value as Record<string, Json>);
  return Object.fromEntries(entries.map(([key, inner]) => [key, eachText(inner, change)]));
}
