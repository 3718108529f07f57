import Handlebars, { type HelperOptions } from "handlebars";
import type { Helper, Tools } from "./helper.ts";

/** `{{icon "phone"}}`: a picture beside words; hidden from screen readers, which read the words. */
export const icon =
  ({ assets }: Tools): Helper =>
  (name: string, options: HelperOptions) => {
    const escape = Handlebars.escapeExpression;
    const classes = ["icon", options.hash["class"]].filter(Boolean).join(" ");
    const place = `${assets.url("vendor/icons.svg")}#${encodeURIComponent(name)}`;
    return new Handlebars.SafeString(
      `<svg class="${escape(classes)}" aria-hidden="true"><use href="${escape(place)}"/></svg>`,
    );
  };
