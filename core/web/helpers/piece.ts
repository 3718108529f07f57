import Handlebars, { type HelperOptions } from "handlebars";
import type { Helper, Tools } from "./helper.ts";

interface Piece {
  readonly template: string;
  readonly view: object;
}

/** `{{piece panel}}`: what its template makes of its view. One of a plugin that fails leaves a sentence in its place. */
export const piece =
  ({ fill }: Tools): Helper =>
  ({ template, view }: Piece, options: HelperOptions) =>
    new Handlebars.SafeString(fill(template, view, options.data as object));
