// Tar, as far as archives of plugins need it: plain files with short names, nothing else. Whatever else tar can say (links, devices,
// long names, owners, times) is refused, so that nothing has to be made harmless afterwards.
import { BadRequest } from "../../kernel/errors.ts";

export interface Entry {
  /** From the plugin's folder on, with `/` between. */
  readonly path: string;
  readonly content: Buffer;
}

const BLOCK = 512;
const FILE = new Set(["0", "\0"]);
const FOLDER = "5";

/** Where what stands in a header. */
const places = {
  name: [0, 100],
  mode: [100, 108],
  owner: [108, 116],
  group: [116, 124],
  size: [124, 136],
  time: [136, 148],
  sum: [148, 156],
  type: [156, 157],
  magic: [257, 265],
  prefix: [345, 500],
} as const;

type Place = keyof typeof places;

/** The same entries make the same bytes. */
export function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, content }) => [headerOf(path, content.length), content, padding(content)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

const padding = ({ length }: Buffer): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);

function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const write = (place: Place, text: string): void => void header.write(text, places[place][0], "latin1");
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  const [prefix, name] = split(path);
  write("name", name);
  write("prefix", prefix);
  write("mode", octal(0o644, 7));
  for (const place of ["owner", "group"] as const) write(place, octal(0, 7));
  write("size", octal(size, 11));
  write("time", octal(0, 11));
  write("type", "0");
  write("magic", "ustar\u000000");
  write("sum", `${octal(sumOf(header), 6)} `);
  return header;
}

/** A name has 100 bytes, what stands before it 155. */
function split(path: string): readonly [prefix: string, name: string] {
  if (path.length <= 100) return ["", path];
  const at = path.indexOf("/", path.length - 101);
  if (at < 0 || at > 155) throw refused("plugins.archive_entry", path);
  return [path.slice(0, at), path.slice(at + 1)];
}

/** With the place of the sum itself read as blanks. */
function sumOf(header: Buffer): number {
  const [from, to] = places.sum;
  return header.reduce((sum, byte, at) => sum + (at >= from && at < to ? 0x20 : byte), 0);
}

/** The files in a tar; BadRequest for anything that is not a plain file or a folder. */
export function entriesIn(tar: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at + BLOCK <= tar.length && tar.subarray(at, at + BLOCK).some((byte) => byte !== 0)) {
    const { path, size, isFile } = readHeader(tar.subarray(at, at + BLOCK));
    const from = at + BLOCK;
    if (from + size > tar.length) throw new BadRequest("plugins.archive_broken");
    if (isFile) entries.push({ path, content: tar.subarray(from, from + size) });
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (entries.length === 0) throw new BadRequest("plugins.archive_broken");
  return entries;
}

function readHeader(header: Buffer): { path: string; size: number; isFile: boolean } {
  const text = (place: Place): string => header.toString("latin1", ...places[place]).replace(/\0.*$/s, "");
  const number = (place: Place): number =>
    /^[0-7 ]+$/.test(text(place)) ? Number.parseInt(text(place), 8) : Number.NaN;
  if (!text("magic").startsWith("ustar") || number("sum") !== sumOf(header))
    throw new BadRequest("plugins.archive_broken");
  const path = [text("prefix"), text("name")].filter(Boolean).join("/");
  const type = header.toString("latin1", ...places.type);
  const size = number("size");
  const isFolder = type === FOLDER && size === 0;
  if (!(FILE.has(type) || isFolder) || Number.isNaN(size)) throw refused("plugins.archive_entry", path);
  return { path, size, isFile: !isFolder };
}

export const refused = (code: string, name: string): BadRequest => new BadRequest(code, { name: name.slice(0, 200) });
