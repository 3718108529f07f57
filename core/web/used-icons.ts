// Which icons the product uses, read from its templates and sources; the sprite holds these and no others.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const inTemplates = /(?:\{\{icon |\bpicture=)"([a-z0-9-]+)"/g;
const inSources = /\bicon: "([a-z0-9-]+)"/g;

/** Names of all icons that templates show and that kinds, menu items and the like declare. */
export function usedIcons(root: string): string[] {
  const found = [
    ...names(root, "{templates,plugins}/**/*.hbs", inTemplates),
    ...names(root, "{core,plugins}/**/*.ts", inSources),
  ];
  return [...new Set(found)].sort();
}

function names(root: string, pattern: string, icon: RegExp): string[] {
  const files = globSync(pattern, { cwd: root });
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(icon)].map(([, name = ""]) => name),
  );
}
