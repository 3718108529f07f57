// Archives as an honest author packs them, and as nobody should.
import { gzipSync } from "node:zlib";
import { type Entry, tarOf } from "../../core/plugins/archive/tar.ts";

export const file = (path: string, content = "x"): Entry => ({ path, content: Buffer.from(content) });

/** A .tgz of these files. */
export const tgz = (...entries: readonly Entry[]): Buffer => gzipSync(tarOf(entries));

/** A .tgz whose only file is `plugin.json`, and whose first header says something else in one place. */
export function forged(at: number, text: string, entry = file("plugin.json", "{}")): Buffer {
  const tar = tarOf([entry, file("plugin.json", "{}")]);
  tar.write(text, at, "latin1");
  tar.write("        ", 148, "latin1");
  const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return gzipSync(tar);
}
