// Names in a file → the records they mean. Asked per chunk, remembered for the next ones.
import type { Queryable } from "../../../db/database.ts";
import type { Actor } from "../../../kernel/actor.ts";
import type { Problem } from "../../../kernel/errors.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind, KindsSeen } from "../../kind.ts";
import { sees } from "../../access/seen-values.ts";
import { leadsToMany, targetOf } from "../../query/related.ts";
import { columnSql } from "../../query/column-sql.ts";
import { scopeSql } from "../../query/scope.ts";
import { Params, quoted } from "../../query/sql.ts";
import { keyed } from "./matching.ts";
import { linkTo, namesIn, possibleNames } from "./names.ts";
import { pointer, type ReadRow } from "../convert/row-reader.ts";
import { columnPlan, type Plan } from "../plan/plan.ts";

interface Candidate {
  readonly id: string;
  /** Its own references that a row may name too, such as the pipeline of a stage. */
  readonly beside: Readonly<Record<string, string | null>>;
}

interface Link {
  readonly field: Field;
  readonly target: Kind;
  /** What it is named by: a path of the target, `externalId`. */
  readonly by: string;
  /** Paths of this row that the candidate has to agree with. */
  readonly beside: readonly string[];
}

export interface Missing {
  readonly link: Link;
  readonly value: string;
  readonly rows: ReadRow[];
}

const known = 200_000;
const plain = (text: string): string => text.normalize("NFC").trim().toLowerCase();

export class References {
  readonly #actor: Actor;
  readonly #source: string;
  readonly #links: readonly Link[];
  readonly #found = new Map<string, Map<string, readonly Candidate[]>>();

  constructor(actor: Actor, kinds: KindsSeen, about: { kind: Kind; headers: readonly string[]; plan: Plan }) {
    this.#actor = actor;
    this.#source = about.plan.source;
    this.#links = linksOf(kinds, about);
  }

  /** Paths whose records are of the imported kind itself: they may stand further down in the same file. */
  selfPaths(kind: Kind): string[] {
    return this.#links.filter((link) => link.target.name === kind.name).map((link) => link.field.path);
  }

  /** Fills in what the named texts mean; answers what leads nowhere. Ambiguous names become problems of their rows. */
  async resolve(db: Queryable, rows: readonly ReadRow[], paths?: readonly string[]): Promise<Missing[]> {
    const missing: Missing[] = [];
    for (const link of this.#links) {
      if (paths && !paths.includes(link.field.path)) continue;
      const naming = rows.filter((row) => row.named.has(link.field.path));
      if (naming.length > 0) missing.push(...(await this.#resolveLink(db, link, naming)));
    }
    return missing;
  }

  /** Remembers a record that was just made. */
  remember({ link, value }: Missing, id: string): void {
    this.#cache(link).set(plain(value), [{ id, beside: {} }]);
  }

  async #resolveLink(db: Queryable, link: Link, rows: readonly ReadRow[]): Promise<Missing[]> {
    const cache = this.#cache(link);
    const texts = new Set(rows.flatMap((row) => possibleNames(link.field, textIn(row, link)).map(plain)));
    const unknown = [...texts].filter((text) => !cache.has(text));
    if (unknown.length > 0) await this.#ask(db, link, unknown);
    const missing = new Map<string, Missing>();
    for (const row of rows) this.#settle(row, link, missing);
    return [...missing.values()];
  }

  #settle(row: ReadRow, link: Link, missing: Map<string, Missing>): void {
    const found = (name: string) => (this.#cache(link).get(plain(name)) ?? []).filter((one) => agrees(one, link, row));
    for (const name of namesIn(link.field, textIn(row, link), (one) => found(one).length > 0)) {
      const candidates = found(name);
      if (candidates.length === 1) linkTo(row, link.field, candidates[0]?.id);
      else if (candidates.length > 1) row.problems.push(problem("reference_ambiguous", link.field.path, name));
      else note(missing, { link, value: name, row });
    }
  }

  #cache(link: Link): Map<string, readonly Candidate[]> {
    const name = `${link.target.name} ${link.by}`;
    const cache = this.#found.get(name) ?? new Map<string, readonly Candidate[]>();
    if (cache.size > known) cache.clear();
    this.#found.set(name, cache);
    return cache;
  }

  async #ask(db: Queryable, link: Link, texts: readonly string[]): Promise<void> {
    const cache = this.#cache(link);
    const rows =
      link.by === "externalId" ? await this.#askExternal(db, link, texts) : await this.#askTitles(db, link, texts);
    for (const { text, id, beside } of rows) {
      const others = cache.get(text) ?? [];
      if (!others.some((one) => one.id === id)) cache.set(text, [...others, { id, beside }]);
    }
  }

  async #askExternal(db: Queryable, link: Link, texts: readonly string[]): Promise<Row[]> {
    const params = new Params();
    const where = this.#visible(link.target, params);
    const text = `select lower(e.external_id) as text, t.id, '{}'::json as beside from external_ids e join ${quoted(link.target.table)} t on t.id = e.record_id
      where e.kind = ${params.add(link.target.name)} and e.source = ${params.add(this.#source)} and lower(e.external_id) = any(${params.add(texts, "text[]")}) and ${where}`;
    return await db.query<Row>({ text, values: params.values });
  }

  async #askTitles(db: Queryable, link: Link, texts: readonly string[]): Promise<Row[]> {
    const params = new Params();
    const columns = namingColumns(link);
    const wanted = params.add(texts, "text[]");
    const beside = link.beside.map((path) => `'${path}', ${valueSql(link.target, path)}`).join(", ");
    const from = namedRows(link, texts, params);
    const where = this.#visible(link.target, params);
    const parts = columns.map(
      (column) => `select lower(${column}::text) as text, t.id, json_build_object(${beside}) as beside
      from ${from} t where ${where} and lower(${column}::text) = any(${wanted})`,
    );
    return await db.query<Row>({ text: parts.join(" union all "), values: params.values });
  }

  #visible(target: Kind, params: Params): string {
    const open = target.name === "user" || target.name === "team";
    const scope = open ? "" : scopeSql(this.#actor, target, "read", { alias: "t", params });
    return ["t.deleted_at is null", ...(scope ? [scope] : [])].join(" and ");
  }
}

const textIn = ({ named }: ReadRow, { field }: Link): string => named.get(field.path) ?? "";

function note(missing: Map<string, Missing>, { link, value, row }: { link: Link; value: string; row: ReadRow }): void {
  const known = missing.get(plain(value)) ?? { link, value, rows: [] };
  if (known.rows.at(-1) !== row) known.rows.push(row);
  missing.set(plain(value), known);
}

type Row = { readonly text: string; readonly id: string; readonly beside: Readonly<Record<string, string | null>> };

function linksOf(
  kinds: KindsSeen,
  { kind, headers, plan }: { kind: Kind; headers: readonly string[]; plan: Plan },
): Link[] {
  const by = new Map(headers.map((header) => [columnPlan(plan, header).to, columnPlan(plan, header).by ?? ""]));
  const links = kind.fields.flatMap((field): Link[] => {
    const target = kinds.find(targetOf(field) ?? "");
    return target ? [{ field, target, by: by.get(field.path) ?? "", beside: besideOf(kind, field, target) }] : [];
  });
  // What others have to agree with comes first.
  return links.sort((a, b) => a.beside.length - b.beside.length);
}

/** References that both kinds have under one name: a deal's stage has to be of the deal's pipeline. */
const besideOf = (kind: Kind, field: Field, target: Kind): string[] =>
  target.name === kind.name
    ? []
    : target.fields
        .filter((own) => {
          const mine = kind.byPath.get(own.path);
          return (
            mine !== undefined &&
            mine !== field &&
            !leadsToMany(own) &&
            !leadsToMany(mine) &&
            targetOf(own) !== undefined &&
            targetOf(own) === targetOf(mine) &&
            targetOf(own) !== "user" &&
            targetOf(own) !== "team"
          );
        })
        .map((own) => own.path);

const agrees = ({ beside }: Candidate, link: Link, row: ReadRow): boolean =>
  link.beside.every(
    (path) => !row.values.has(path) || beside[path] === undefined || row.values.get(path) === beside[path],
  );

function valueSql({ byPath }: Kind, path: string): string {
  const field = byPath.get(path);
  return field ? columnSql(field, "t") : "t.id";
}

/** SQL of what names a record: people are named by name or e-mail; all others by their title or by what the plan says. */
function namingColumns({ target, by }: Link): string[] {
  // Nobody finds out by trying what they see no more of than a mask.
  const seen = (path: string): string | undefined => (sees(target, path) ? valueSql(target, path) : undefined);
  const title = seen(target.titleField) ?? "t.id";
  if (by !== "") return [seen(by) ?? title];
  return target.name === "user" ? [title, "t.email"] : [title];
}

/** A kind that keeps keys of its titles is asked by them, so that a large table is not read for a few names. */
function namedRows({ target, by }: Link, texts: readonly string[], params: Params): string {
  if (target.name === "user") return quoted(target.table);
  const path = by === "" ? target.titleField : by;
  return keyed(
    target,
    texts.map((text) => ({ [path]: text })),
    params,
  );
}

export const problem = (code: string, path: string, value: string): Problem => ({
  pointer: pointer(path),
  code,
  message: `problem.${code}`,
  values: { value: value.slice(0, 80) },
});
