import type { Actor } from "../kernel/actor.ts";
import type { Queryable, Transaction } from "../db/database.ts";
import type { Filter, ListPage, ListQuery, ListText } from "./query/grammar.ts";
import type { Input, Rec, RecordText } from "./record.ts";

export interface WriteOptions {
  /** The version the person was looking at: changes by others to the same fields since are a conflict. */
  readonly baseVersion?: number | undefined;
  /** Refuse any change since `baseVersion`, whatever its fields (If-Match of strict resources). */
  readonly strict?: boolean | undefined;
  /** The bulk change, import or merge this belongs to. */
  readonly operationId?: string | undefined;
  /**
   * The input is what a history line says stood here, by path. It was right once: read-only fields are among it,
   * and the kind's rules do not judge it again. Only undo and merge write so.
   */
  readonly fromHistory?: boolean | undefined;
  /** Write inside this transaction. */
  readonly trx?: Transaction | undefined;
}

export interface ReadOptions {
  readonly fields?: readonly string[] | undefined;
  readonly include?: readonly string[] | undefined;
  /** Also when it lies in the trash. */
  readonly trash?: boolean | undefined;
  /** Read here: a hook reads on its `context.db`, so that a write under way does not wait for a second connection. */
  readonly on?: Queryable | undefined;
}

/**
 * The store of all kinds. Every call names its actor; what the actor may not see does not exist for them (NotFound),
 * what they may see but not do is NotAllowed, what does not fit is Invalid with a problem per field,
 * what somebody else changed meanwhile is EditConflict.
 */
export interface Records {
  get(actor: Actor, kind: string, id: string, options?: ReadOptions): Promise<Rec>;
  find(actor: Actor, kind: string, id: string, options?: ReadOptions): Promise<Rec | undefined>;
  list(actor: Actor, kind: string, query?: ListQuery): Promise<ListPage<Rec>>;
  /** The same as `list`, already as JSON: what REST answers, without making objects of it first. */
  listText(actor: Actor, kind: string, query?: ListQuery): Promise<ListText>;
  /** The same as `get`, already as JSON. */
  getText(actor: Actor, kind: string, id: string, options?: ReadOptions): Promise<RecordText>;
  count(actor: Actor, kind: string, filter?: Filter, q?: string): Promise<{ number: number; exact: boolean }>;
  create(actor: Actor, kind: string, input: Input, options?: WriteOptions): Promise<Rec>;
  change(actor: Actor, kind: string, id: string, input: Input, options?: WriteOptions): Promise<Rec>;
  /** Moves it to the trash. */
  remove(actor: Actor, kind: string, id: string, options?: WriteOptions): Promise<Rec>;
  restore(actor: Actor, kind: string, id: string, options?: WriteOptions): Promise<Rec>;
}
