// From the name of a plugin to everything in it that is called after it.
import { isReserved } from "../../plugins/manifest/reserved.ts";

/** What the pattern is called by, and what stands there instead. */
export interface PluginNames {
  /** `site-visits`: the plugin's id. */
  readonly id: string;
  /** `site_visit`: its kind. */
  readonly kind: string;
  /** `site-visits`: the kind's plural, also its path. */
  readonly plural: string;
}

const form = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST = 38;

/** The names for a plugin of this id; undefined where it cannot be one. */
export function namesFor(id: string): PluginNames | undefined {
  if (!form.test(id) || id.length < 2 || id.length > LONGEST) return undefined;
  const singular = singularOf(id);
  const names = { id, kind: singular.replaceAll("-", "_"), plural: singular === id ? pluralOf(id) : id };
  return Object.values(names).some(isReserved) ? undefined : names;
}

const alone = /(ss|us|is)$/;
const hissing = /(x|z|ch|sh|ss)$/;

function singularOf(word: string): string {
  if (!word.endsWith("s") || alone.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return hissing.test(word.slice(0, -2)) && word.endsWith("es") ? word.slice(0, -2) : word.slice(0, -1);
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return hissing.test(word) || alone.test(word) ? `${word}es` : `${word}s`;
}

/** The text of a file of the pattern, or its name, for these names. */
export function renamed(text: string, { id, kind, plural }: PluginNames): string {
  const words: Readonly<Record<string, string>> = {
    "sample-id": id,
    sample: kind,
    samples: plural,
    Sample: titled(kind),
    Samples: titled(plural),
  };
  return text.replace(/\b(sample-id|samples?)\b/gi, (word) => words[word] ?? word);
}

/** `site-visits` → `Site visits`. */
const titled = (name: string): string => name[0]?.toUpperCase() + name.slice(1).replaceAll(/[-_]/g, " ");
