// Which icons the product uses, read from its templates and sources; the sprite holds these and no others.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `{{icon "x"}}`, `{{icon (or picture "x")}}`, and `picture="x"` for pieces that show one. */
const inTemplates = [/\{\{icon (?:\(or \w+ )?"([a-z0-9-]+)"/g, /\bpicture="([a-z0-9-]+)"/g];
/** `icon: "x"`, and every value of a table called `icons`. */
const inSources = [/\bicon: "([a-z0-9-]+)"/g, /(?<=\bicons = \{[^}]*: )"([a-z0-9-]+)"/g];

/** Names of all icons that templates show and that kinds, menu items and the like declare. */
export function usedIcons(root: string): string[] {
  const found = [
    ...names(root, "{templates,plugins}/**/*.hbs", inTemplates),
    ...names(root, "{core,plugins}/**/*.ts", inSources),
  ];
  return [...new Set(found)].sort();
}

function names(root: string, files: string, patterns: readonly RegExp[]): string[] {
  return globSync(files, { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  });
}
