// Every template compiles strictly, and keeps the rules that make pages safe, readable and usable by keyboard.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Words } from "../../core/i18n/words.ts";
import { openTemplates } from "../../core/web/render.ts";
import { usedIcons } from "../../core/web/used-icons.ts";
import { pluginFolders } from "../support/sources.ts";
import { templateRules } from "../support/template-rules.ts";
import { everyWord } from "../support/words.ts";

const root = join(import.meta.dirname, "../..");
const files = globSync(["templates/**/*.hbs", "plugins/*/templates/**/*.hbs"], { cwd: root }).sort();
const sources = files.map((file) => ({ file, source: readFileSync(join(root, file), "utf8") }));
const sprite = readFileSync(join(root, "core/web/assets/vendor/icons.svg"), "utf8");

describe("templates", () => {
  test("all compile, strictly and with known helpers only", () => {
    const tools = {
      words: new Words(everyWord),
      assets: { url: (name: string) => name },
      clock: { now: () => new Date(0) },
    };
    const own = pluginFolders.map((folder) => ({ folder: join(folder, "templates"), prefix: basename(folder) }));
    expect(() => openTemplates([{ folder: join(root, "templates") }, ...own], tools)).not.toThrow();
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(templateRules)("$name", (rule) => {
    const faults = sources.flatMap(({ file, source }) =>
      rule.faults(rule.whole ? whole(source) : source).map((fault) => `${file}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test.each(templateRules)("would notice: $plant", (rule) => expect(rule.faults(rule.plant)).not.toEqual([]));
});

describe("icons", () => {
  test("that are used are all in the sprite", () => {
    expect(usedIcons(root).filter((name) => !sprite.includes(`<symbol id="${name}"`))).toEqual([]);
  });
});

/** A template with its partials in their places, one level deep. */
function whole(source: string): string {
  return source.replace(/\{\{> ?([a-z][\w/-]+)[^}]*\}\}/g, (_text, name: string) => {
    return sources.find(({ file }) => file === `templates/${name}.hbs`)?.source ?? "";
  });
}
