// Files for a test to read, in a folder of their own that goes when all tests have ended.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Path of a folder with these files, whose names may have folders of their own. */
export function filesIn(files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(process.env["TRELLIS_TEST_FILES"] ?? "", "files-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), content);
  }
  return place;
}
