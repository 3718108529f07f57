// Mappings that were kept for files with the same columns: which fields they fill, and how they learn a field's new path.
import type { Queryable } from "../../../db/database.ts";
import type { MentionSource } from "../../fields/life/mentions.ts";
import type { Plan } from "./plan.ts";

interface Mapping {
  /** The names of the file's columns, `|` between them. */
  readonly fingerprint: string;
  readonly plan: Plan;
}

const NAME_LENGTH = 60;

const read = (db: Queryable, kind: string): Promise<Mapping[]> =>
  db.query<Mapping & object>({
    text: "select fingerprint, plan from import_mappings where kind = $1 order by saved_at desc",
    values: [kind],
  });

const pathsIn = ({ columns, fixed, compose, match, createMissing }: Plan): Set<string | null> =>
  new Set([
    ...Object.values(columns).map((column) => column.to),
    ...[fixed, compose, createMissing].flatMap((byPath) => Object.keys(byPath)),
    match,
  ]);

// `custom.price.currency` is a part of `custom.price`.
const moved = (path: string, from: string, to: string): string =>
  path === from || path.startsWith(`${from}.`) ? to + path.slice(from.length) : path;

function renamed(plan: Plan, from: string, to: string): Plan {
  const other = <T extends string | null>(path: T): T | string => (path === null ? path : moved(path, from, to));
  const keys = <T>(byPath: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byPath).map(([path, value]) => [other(path), value]));
  const columns = Object.entries(plan.columns).map(([name, column]) => [name, { ...column, to: other(column.to) }]);
  return {
    ...plan,
    columns: Object.fromEntries(columns),
    fixed: keys(plan.fixed),
    compose: keys(plan.compose),
    createMissing: keys(plan.createMissing),
    match: other(plan.match),
  };
}

export const mappingMentions: MentionSource = {
  async find(db, kind, path) {
    const using = (await read(db, kind.name)).filter(({ plan }) => pathsIn(plan).has(path));
    return using.map(({ fingerprint }) => ({
      place: "import",
      name: fingerprint.replaceAll("|", ", ").slice(0, NAME_LENGTH),
      link: null,
    }));
  },
  async rename(trx, kind, { from, to }) {
    const text = "update import_mappings set plan = $3 where kind = $1 and fingerprint = $2";
    for (const { fingerprint, plan } of await read(trx, kind.name)) {
      if (!pathsIn(plan).has(from)) continue;
      await trx.query({ text, values: [kind.name, fingerprint, JSON.stringify(renamed(plan, from, to))] });
    }
  },
};
