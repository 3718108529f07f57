import type { HelperOptions } from "handlebars";
import { frameIn, type Helper, type Tools } from "./helper.ts";

/** `{{t "deals.board.title" count=3}}`: a word in the reader's language. */
export const t =
  ({ words }: Tools): Helper =>
  (key: string, options: HelperOptions) =>
    words.t(frameIn(options).language, key, options.hash);
