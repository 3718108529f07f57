// Rebuilds the sprite after an icon was added: `npm install --no-save @tabler/icons@3.51.0 && node core/web/rebuild-icons.ts`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usedIcons } from "./used-icons.ts";

const root = join(import.meta.dirname, "../..");
const source = join(root, "node_modules/@tabler/icons/icons/outline");
const sprite = join(import.meta.dirname, "assets/vendor/icons.svg");

const symbols = [...new Set([...usedIcons(root), ...process.argv.slice(2)])].sort().map(symbol);
writeFileSync(sprite, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);

/** One icon as a symbol, drawn with the colour of the text beside it. */
function symbol(name: string): string {
  const svg = readFileSync(join(source, `${name}.svg`), "utf8");
  const shapes = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/\s*\n\s*/g, "");
  const pen = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${shapes}</symbol>`;
}
