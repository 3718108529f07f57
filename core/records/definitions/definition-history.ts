// Who defined what, as the tables of definitions wrote it down.
import type { Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Kinds } from "../kinds.ts";

export type DefinitionSort = "field" | "kind" | "rule" | "layout" | "access" | "word" | "setting";

/** One definition that was made, changed or taken away. `before` and `after` hold only what changed. */
export interface DefinitionChange {
  readonly seq: string;
  readonly at: string;
  readonly actorId: string;
  /** Name of the person, or the actor's id for background work. */
  readonly actorName: string;
  readonly source: string;
  readonly sort: DefinitionSort;
  /** Name of the kind of record it shapes; null for words and settings. */
  readonly kind: string | null;
  /** Id of a field or rule, name of a kind, role of a layout, `field/role` of an access, `language/key` of a word, `plugin/key` of a setting. */
  readonly subject: string;
  readonly title: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface DefinitionAsk {
  /** The `seq` that the last page ended with. */
  readonly before?: string | undefined;
  readonly kind?: string | undefined;
  readonly limit?: number;
}

/** Whoever may change a definition may know who did. */
const rights: Readonly<Record<DefinitionSort, string>> = {
  field: "fields.change",
  rule: "fields.change",
  layout: "fields.change",
  kind: "kinds.change",
  access: "fields.access",
  word: "words.change",
  setting: "plugins.change",
};

const MOST = 200;
const NEWEST = "9223372036854775807";

export class DefinitionHistory {
  readonly #db: Queryable;
  readonly #kinds: Kinds;

  constructor(db: Queryable, kinds: Kinds) {
    this.#db = db;
    this.#kinds = kinds;
  }

  /** The newest first; NotAllowed for whoever may change none. Of a kind with a field they do not see, people are told nothing. */
  async list(actor: Actor, { before = NEWEST, kind, limit = 50 }: DefinitionAsk = {}): Promise<DefinitionChange[]> {
    const sorts = sortsFor(actor);
    if (sorts.length === 0) throw new NotAllowed("security.not_allowed", { permission: rights.field });
    const text = `select d.seq::text, d.at, d.actor_id as "actorId", coalesce(u.name, d.actor_id) as "actorName", d.source, d.sort,
        d.kind, d.subject, d.title, d.before, d.after
      from definition_changes d left join users u on u.id::text = d.actor_id
      where d.seq < $1 and d.sort = any($2) and ($3::text is null or d.kind = $3) and (d.kind is null or d.kind <> all($4))
      order by d.seq desc limit $5`;
    const values = [before, sorts, kind ?? null, this.#closedTo(actor), Math.min(limit, MOST)];
    return await this.#db.query<DefinitionChange & object>({ text, values, name: "definition_changes" });
  }

  #closedTo(actor: Actor): string[] {
    const seen = this.#kinds.seenBy(actor);
    return this.#kinds.all().flatMap(({ name }) => (seen.get(name).whole ? [name] : []));
  }
}

/** True for whoever may change some definition, and so is told of changes. */
export const isToldOfDefinitions = (actor: Actor): boolean => sortsFor(actor).length > 0;

const sortsFor = (actor: Actor): DefinitionSort[] =>
  (Object.keys(rights) as DefinitionSort[]).filter((sort) => may(actor, rights[sort]));
