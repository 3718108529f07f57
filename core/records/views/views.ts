// Saved views. Whoever opens one sees their own records through it: a view carries a question, never an answer.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Invalid, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Sharing, View, ViewQuery } from "./view.ts";

/** The right to change what everybody sees. */
export const SHARE_VIEWS = "views.share";

export interface NewView {
  readonly kind: string;
  readonly name: string;
  readonly query: ViewQuery;
  readonly columns: readonly string[] | null;
  readonly sharedWith: Sharing;
}

export type ViewChange = Partial<Pick<View, "name" | "sharedWith" | "query" | "columns">>;

const columns = `id, kind, name, query, columns, owner_id as "ownerId", shared_with as "sharedWith", position, version`;

// One's own, those of people in one's team that are shared with it, and those for everybody.
const visible = `(owner_id = $1::uuid or shared_with = 'all' or (shared_with = 'team' and owner_id = any($2::uuid[])))`;

const NAME_LENGTH = 80;

export class Views {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The views of a kind this person may open, in their order. */
  async list(actor: Actor, kind: string): Promise<readonly View[]> {
    const text = `select ${columns} from views where ${visible} and kind = $3 order by position, created_at limit 200`;
    return await this.#db.query<View & {}>({ name: "views_of_kind", text, values: [...seenBy(actor), kind] });
  }

  /** Those of every kind that everybody sees. */
  async shared(): Promise<readonly View[]> {
    const text = `select ${columns} from views where shared_with = 'all' order by kind, position, created_at`;
    return await this.#db.query<View & {}>({ text });
  }

  async find(actor: Actor, id: string): Promise<View | undefined> {
    const text = `select ${columns} from views where ${visible} and id = $3`;
    const [view] = await this.#db.query<View & {}>({ name: "view_by_id", text, values: [...seenBy(actor), id] });
    return view;
  }

  async get(actor: Actor, id: string): Promise<View> {
    const view = await this.find(actor, id);
    if (!view) throw new NotFound("views.not_found");
    return view;
  }

  async create(actor: Actor, view: NewView): Promise<View> {
    checkSharing(actor, view.sharedWith);
    const text = `insert into views (id, kind, name, query, columns, owner_id, shared_with, position)
      values ($1, $2, $3, $4, $5, $6, $7, (select coalesce(max(position), 0) + 10 from views where kind = $2))
      returning ${columns}`;
    const values = [
      newId(),
      view.kind,
      nameFrom(view.name),
      JSON.stringify(view.query),
      json(view.columns),
      actor.kind === "person" ? actor.id : null,
      view.sharedWith,
    ];
    const [made] = await this.#db.query<View & {}>({ text, values });
    if (!made) throw new Error("The view was not written");
    return made;
  }

  /** Changes one's own view; somebody else's needs the right to share with everybody. */
  async change(actor: Actor, id: string, change: ViewChange): Promise<View> {
    const view = { ...(await this.#own(actor, id)), ...change };
    checkSharing(actor, view.sharedWith);
    const text = `update views set name = $2, query = $3, columns = $4, shared_with = $5, version = version + 1, updated_at = now()
      where id = $1 returning ${columns}`;
    const values = [id, nameFrom(view.name), JSON.stringify(view.query), json(view.columns), view.sharedWith];
    const [changed] = await this.#db.query<View & {}>({ text, values });
    if (!changed) throw new NotFound("views.not_found");
    return changed;
  }

  async remove(actor: Actor, id: string): Promise<View> {
    const view = await this.#own(actor, id);
    await this.#db.query({ text: "delete from views where id = $1", values: [id] });
    return view;
  }

  /** Moves a view before the one that stands before it now. */
  async moveForward(actor: Actor, id: string): Promise<View> {
    const view = await this.#own(actor, id);
    const all = await this.list(actor, view.kind);
    const order = all.map((one) => one.id);
    const at = order.indexOf(id);
    if (at > 0) order.splice(at - 1, 2, id, order[at - 1] as string);
    await this.#db.transaction(async (trx) => await number(trx, order));
    return view;
  }

  async #own(actor: Actor, id: string): Promise<View> {
    const view = await this.get(actor, id);
    if (view.ownerId !== actor.id && !may(actor, SHARE_VIEWS)) throw new NotAllowed("views.not_yours");
    return view;
  }
}

const seenBy = (actor: Actor): readonly unknown[] => [actor.kind === "person" ? actor.id : null, actor.subtreeMates];

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

function checkSharing(actor: Actor, sharedWith: Sharing): void {
  if (sharedWith === "all" && !may(actor, SHARE_VIEWS)) throw new NotAllowed("views.may_not_share");
}

function nameFrom(text: string): string {
  const name = text.replace(/\s+/g, " ").trim();
  if (name === "") throw new Invalid([{ pointer: "/name", code: "required", message: "problem.required" }]);
  return name.slice(0, NAME_LENGTH);
}

async function number(trx: Queryable, order: readonly string[]): Promise<void> {
  const text = `update views set position = wanted.at * 10 from unnest($1::uuid[]) with ordinality as wanted (id, at)
    where views.id = wanted.id`;
  await trx.query({ text, values: [order] });
}
