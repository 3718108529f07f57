// Options out of the texts that values had so far.
import { fold } from "../search/fold.ts";
import type { Option } from "./field.ts";

/** One option per label, in their order, with ids that programs can write. */
export function optionsFrom(labels: readonly string[], language: string): Option[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const base =
      fold(label)
        .replace(/[^a-z0-9]+/g, "_")
        .replace(/^_|_$/g, "")
        .slice(0, 40) || "option";
    let id = base;
    for (let more = 2; taken.has(id); more++) id = `${base}${more}`;
    taken.add(id);
    return { id, label: { en: label, [language]: label } };
  });
}
