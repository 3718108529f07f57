// A plugin as one file: the same folder makes the same file, and a file is taken apart only when everything in it is in order.
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";
import { BadRequest } from "../../kernel/errors.ts";
import { isFinePath, LARGEST_FILE, LARGEST_FOLDER, MOST_FILES, openFolder, readBytes } from "../manifest/folder.ts";
import { entriesIn, type Entry, refused, tarOf } from "./tar.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** The byte in which gzip names the system that packed. */
const SYSTEM = 9;
const UNKNOWN = 255;
const MANIFEST = "plugin.json";

/** Bytes of an archive that is still looked into. */
export const LARGEST_ARCHIVE = 30 * 1024 ** 2;

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The folder of a plugin that is in order, as a .tgz. What its author keeps beside it, packages and history, is left out. */
export async function archiveOf(path: string): Promise<Buffer> {
  const folder = await openFolder(path);
  const entries = await Promise.all(
    folder.paths.map(async (name) => ({ path: name, content: await readBytes(folder, name) })),
  );
  const packed = await pack(tarOf(entries), { level: constants.Z_BEST_COMPRESSION });
  packed[SYSTEM] = UNKNOWN;
  return packed;
}

/** The files of an archive, from the plugin's folder on; BadRequest with what is wrong before anything was written. */
export async function filesIn(archive: Buffer): Promise<readonly Entry[]> {
  const entries = withoutTop(entriesIn(await unpacked(archive)));
  if (entries.length > MOST_FILES) throw tooLarge();
  const seen = new Set<string>();
  for (const { path, content } of entries) {
    if (!isFinePath(path)) throw refused("plugins.archive_entry", path);
    if (content.length > LARGEST_FILE) throw tooLarge();
    if (seen.has(path.toLowerCase())) throw refused("plugins.archive_twice", path);
    seen.add(path.toLowerCase());
  }
  if (!seen.has(MANIFEST)) throw refused("plugins.archive_no_manifest", MANIFEST);
  return entries;
}

/** Stops as soon as it gets too large, whatever the archive says of itself. */
async function unpacked(archive: Buffer): Promise<Buffer> {
  if (archive.length > LARGEST_ARCHIVE) throw tooLarge();
  try {
    return await unpack(archive, { maxOutputLength: LARGEST_FOLDER + MOST_FILES * 1024 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new BadRequest("plugins.archive_broken", {}, { cause: error });
  }
}

/** Some pack the folder itself, as npm does: then everything lies in one, which is not part of the names. */
function withoutTop(entries: readonly Entry[]): readonly Entry[] {
  const tidy = entries.map(({ path, content }) => ({ path: path.replace(/^\.\//, ""), content }));
  const top = `${tidy[0]?.path.split("/", 1)[0]}/`;
  const isWhole = !tidy.some(({ path }) => path === MANIFEST) && tidy.every(({ path }) => path.startsWith(top));
  return isWhole ? tidy.map(({ path, content }) => ({ path: path.slice(top.length), content })) : tidy;
}

const tooLarge = (): BadRequest =>
  new BadRequest("plugins.archive_too_large", { files: MOST_FILES, most: LARGEST_FOLDER / 1024 ** 2 });
