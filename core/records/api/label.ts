import type { Words } from "../../i18n/words.ts";
import { labelOf } from "../fields/types/choice.ts";
import type { Label } from "./schema.ts";

/** Labels as people of this language read them: words of ours by their key, an administrator's own as they are. */
export function labelsIn(words: Words, language: string): Label {
  return (label) => {
    const text = labelOf(label, language);
    return typeof label === "string" && words.has(text) ? words.t(language, text) : text;
  };
}
