import { isMoved, type Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import type { Filter, ListPage, ListQuery, ListText } from "../query/grammar.ts";
import { countRecords, listRecords, listText } from "../query/list.ts";
import type { Input, Rec, RecordText } from "../record.ts";
import type { ReadOptions, Records, WriteOptions } from "../records.ts";
import { changeRecord, findRecord, findText } from "./change.ts";
import { createRecord } from "./create.ts";
import { askingOf, type Through } from "./through.ts";
import { trashRecord } from "./trash.ts";

/** The store of all kinds over PostgreSQL. */
export class RecordStore implements Records {
  readonly #through: Through;

  constructor(through: Through) {
    this.#through = through;
  }

  async get(actor: Actor, kind: string, id: string, options: ReadOptions = {}): Promise<Rec> {
    const record = await this.find(actor, kind, id, options);
    if (!record) throw new NotFound("records.not_found", { kind });
    return record;
  }

  async find(actor: Actor, kind: string, id: string, options: ReadOptions = {}): Promise<Rec | undefined> {
    if (!isId(id)) return undefined;
    const db = options.on ?? this.#through.db;
    return await findRecord(await askingOf(this.#through, actor, kind), id, options, db);
  }

  async getText(actor: Actor, kind: string, id: string, options: ReadOptions = {}): Promise<RecordText> {
    const found = isId(id)
      ? await findText(await askingOf(this.#through, actor, kind), id, options, this.#through.db)
      : undefined;
    if (!found) throw new NotFound("records.not_found", { kind });
    return found;
  }

  async listText(actor: Actor, kind: string, query: ListQuery = {}): Promise<ListText> {
    return await listText(await askingOf(this.#through, actor, kind), query, this.#through);
  }

  async list(actor: Actor, kind: string, query: ListQuery = {}): Promise<ListPage<Rec>> {
    return await listRecords(await askingOf(this.#through, actor, kind), query, this.#through);
  }

  async count(actor: Actor, kind: string, filter?: Filter, q?: string): Promise<{ number: number; exact: boolean }> {
    return await countRecords(await askingOf(this.#through, actor, kind), { filter, q }, this.#through.db);
  }

  async create(actor: Actor, kind: string, input: Input, options: WriteOptions = {}): Promise<Rec> {
    return await this.#upToDate(options, () => createRecord(this.#through, actor, kind, { input, options }));
  }

  async change(actor: Actor, kind: string, id: string, input: Input, options: WriteOptions = {}): Promise<Rec> {
    const change = { id: this.#checked(kind, id), input, options };
    return await this.#upToDate(options, () => changeRecord(this.#through, actor, kind, change));
  }

  async remove(actor: Actor, kind: string, id: string, options: WriteOptions = {}): Promise<Rec> {
    const { mayRemove, removing } = this.#through;
    const at = { id: this.#checked(kind, id), trash: "remove" } as const;
    const remove = async (trx: Transaction | undefined): Promise<Rec> =>
      await trashRecord(this.#through, actor, kind, { ...at, options: { ...options, trx } });
    if (options.trx || !removing) {
      await mayRemove?.(actor, 1, options.trx);
      return await remove(options.trx);
    }
    const removed = await removing(actor, 1, remove);
    this.#through.announce();
    return removed;
  }

  async restore(actor: Actor, kind: string, id: string, options: WriteOptions = {}): Promise<Rec> {
    return await trashRecord(this.#through, actor, kind, { id: this.#checked(kind, id), trash: "restore", options });
  }

  // Another process may have given a field another type a moment ago: with what is defined now, the same is tried again.
  async #upToDate<T>({ trx }: WriteOptions, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (trx || !isMoved(error)) throw error;
      await this.#through.catchUp();
      return await write();
    }
  }

  #checked(kind: string, id: string): string {
    if (!isId(id)) throw new NotFound("records.not_found", { kind });
    return id;
  }
}
