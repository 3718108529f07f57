// What came as an archive stays as it came: files that were changed since are not loaded, and administrators are told.
import type { Queryable } from "../../db/database.ts";
import { type Found, versionsOf } from "../found/find.ts";
import { problemIn } from "../manifest/problem.ts";

/** The same, with those as unusable whose files are no longer those that were installed. */
export async function onlyUnchanged(db: Queryable, found: readonly Found[]): Promise<readonly Found[]> {
  const text = `select distinct on (plugin, version) plugin || ' ' || version as name, about ->> 'hash' as hash
    from plugin_operations where action = 'install' order by plugin, version, started_at desc`;
  const rows = await db.query<{ name: string; hash: string }>({ text, name: "plugin_archives" });
  const hashes = new Map(rows.map(({ name, hash }) => [name, hash]));
  return hashes.size === 0 ? found : found.map((one) => (isChanged(one, hashes) ? unusable(one) : one));
}

const isChanged = (one: Found, hashes: ReadonlyMap<string, string>): boolean =>
  versionsOf(one).some(({ manifest: { id, version }, hash }) => (hashes.get(`${id} ${version}`) ?? hash) !== hash);

function unusable({ files: _files, older: _older, ...one }: Found): Found {
  return { ...one, problems: [problemIn("plugin.json", "", "plugins.changed_since", { folder: one.folder })] };
}
