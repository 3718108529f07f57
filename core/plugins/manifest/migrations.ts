// Changes of a plugin's own tables: each file is listed, in order, and is the one that was meant.
import { join } from "node:path";
import type { Problem } from "../../kernel/errors.ts";
import { type Migration, readMigrations } from "../../db/migrate.ts";
import { filesIn, type Folder } from "./folder.ts";
import type { Manifest, PluginFiles } from "./manifest.ts";
import { problemIn, type Read } from "./problem.ts";

type Declared = NonNullable<Manifest["migrations"]>;

/** `declared` is undefined where plugin.json cannot be understood. */
export async function readOwnMigrations(
  folder: Folder,
  declared: Declared | undefined,
): Promise<Read<PluginFiles["migrations"]>> {
  if (!declared) return { value: [], problems: [] };
  const files = filesIn(folder, "migrations", ".sql");
  const there = files.length > 0 ? await readMigrations(join(folder.root, "migrations")) : [];
  const listed = new Map(declared.map((one) => [one.id, one]));
  const unnamed = there.filter(({ id }) => !listed.has(id));
  return {
    value: there.flatMap((one) => {
      const phase = listed.get(one.id)?.phase;
      return phase ? [{ ...one, phase }] : [];
    }),
    problems: [
      ...declared.flatMap((one, at) => declaredProblems(declared, at, there)),
      ...unnamed.map(({ id }) => problemIn(`migrations/${id}.sql`, "", "plugins.not_named", { word: "migrations" })),
    ],
  };
}

function declaredProblems(declared: Declared, at: number, there: readonly Migration[]): Problem[] {
  const { id, checksum } = declared[at] as Declared[number];
  const file = `migrations/${id}.sql`;
  const place = `/migrations/${at}`;
  const before = declared[at - 1];
  const found = there.find((one) => one.id === id);
  if (!found) return [problemIn("plugin.json", place, "plugins.no_file", { file })];
  if (before && before.id.slice(0, 4) >= id.slice(0, 4))
    return [problemIn("plugin.json", place, "plugins.migration_order", { id, before: before.id })];
  const other = checksum !== undefined && checksum !== found.checksum;
  return other ? [problemIn(file, "", "plugins.checksum", { wanted: checksum, found: found.checksum })] : [];
}
