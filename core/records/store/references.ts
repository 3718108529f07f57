// A reference may only lead to a record that exists, lives, and may be seen by whoever writes it.
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import { fileConditions, missingFiles, namesFiles } from "../files/claim.ts";
import type { Field } from "../fields/field.ts";
import { perKind } from "../per-kind.ts";
import type { Asking } from "../query/select.ts";
import { targetOf } from "../query/related.ts";
import { scopeSql } from "../query/scope.ts";
import { Params, quoted } from "../query/sql.ts";
import { problemAt } from "./validate.ts";

type Values = ReadonlyMap<string, unknown>;

interface Link {
  readonly field: Field;
  readonly ids: readonly string[];
  readonly target: string;
}

function linksIn({ kind }: Asking, values: Values): Link[] {
  return linkFields(kind).flatMap(({ field, target }) => {
    const value = values.get(field.path);
    if (value === null || value === undefined) return [];
    return [{ field, target, ids: Array.isArray(value) ? value : [value] }];
  });
}

const linkFields = perKind(({ fields }) =>
  fields.flatMap((field) => {
    const target = targetOf(field);
    return target ? [{ field, target }] : [];
  }),
);

/** Conditions for the writing statement itself, so that checking costs no round trip. */
export function linkConditions(asking: Asking, values: Values, params: Params): string[] {
  const links = linksIn(asking, values).map((link) => `${foundSql(asking, link, params)} = ${link.ids.length}`);
  return [...links, ...fileConditions(asking, values, params)];
}

function foundSql({ kinds, actor }: Asking, { target, ids }: Link, params: Params): string {
  const kind = kinds.find(target);
  // Put away meanwhile: nothing of it can be chosen.
  if (!kind) return "0";
  // Everybody may point at every colleague and team, whatever they may read of them.
  const open = target === "user" || target === "team";
  const scope = open ? "" : scopeSql(actor, kind, "read", { alias: "x", params });
  const where = [`x.id = any(${params.add(ids, "uuid[]")})`, "x.deleted_at is null", ...(scope ? [scope] : [])];
  return `(select count(*) from ${quoted(kind.table)} x where ${where.join(" and ")})`;
}

/** Which references lead nowhere; asked only after a statement wrote nothing. */
export async function brokenLinks(asking: Asking, values: Values, db: Queryable): Promise<Problem[]> {
  const links = linksIn(asking, values);
  const missing = await missingFiles(asking, values, db);
  if (links.length === 0) return missing;
  const params = new Params();
  const text = `select ${links.map((link) => foundSql(asking, link, params)).join(", ")}`;
  const [counts = []] = (await db.query({ text, values: params.values, rowMode: "array" })) as unknown as string[][];
  const broken = links.filter((link, at) => Number(counts[at]) !== link.ids.length);
  return [...missing, ...broken.map(({ field: { path } }) => problemAt(path, "no_such_record", { field: path }))];
}

/** The same for many rows of values with one question per kind that is referred to; answers by the values themselves. */
export async function brokenLinksOfMany(
  asking: Asking,
  all: readonly Values[],
  db: Queryable,
): Promise<Map<Values, Problem[]>> {
  const links = all.flatMap((values) => linksIn(asking, values).map((link) => ({ values, ...link })));
  const broken = new Map<Values, Problem[]>();
  for (const values of all.filter((one) => namesFiles(asking.kind, one))) {
    const missing = await missingFiles(asking, values, db);
    if (missing.length > 0) broken.set(values, missing);
  }
  for (const [target, group] of Map.groupBy(links, (link) => link.target)) {
    const found = await existing(asking, target, [...new Set(group.flatMap((link) => link.ids))], db);
    for (const { values, field, ids } of group) {
      if (ids.every((id) => found.has(id))) continue;
      broken.set(values, [
        ...(broken.get(values) ?? []),
        problemAt(field.path, "no_such_record", { field: field.path }),
      ]);
    }
  }
  return broken;
}

async function existing(
  { kinds, actor }: Asking,
  target: string,
  ids: readonly string[],
  db: Queryable,
): Promise<Set<string>> {
  const kind = kinds.find(target);
  if (!kind) return new Set();
  const params = new Params();
  const scope = target === "user" || target === "team" ? "" : scopeSql(actor, kind, "read", { alias: "x", params });
  const where = [`x.id = any(${params.add(ids, "uuid[]")})`, "x.deleted_at is null", ...(scope ? [scope] : [])];
  const rows = await db.query<{ id: string }>({
    text: `select x.id from ${quoted(kind.table)} x where ${where.join(" and ")}`,
    values: params.values,
  });
  return new Set(rows.map((row) => row.id));
}
