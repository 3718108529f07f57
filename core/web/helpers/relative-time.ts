import Handlebars, { type HelperOptions } from "handlebars";
import { formatDateTime, formatRelative } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper, type Tools } from "./helper.ts";

/** `{{relativeTime updatedAt}}`: "3 hours ago", with the exact time as its title; the script keeps it current. */
export const relativeTime =
  ({ clock }: Tools): Helper =>
  (value: string | null, options: HelperOptions) => {
    if (isBlank(value)) return "";
    const { language, timeZone } = frameIn(options);
    const escape = Handlebars.escapeExpression;
    const exact = escape(formatDateTime(language, timeZone, value));
    const words = escape(formatRelative(language, value, clock.now()));
    return new Handlebars.SafeString(
      `<time datetime="${escape(value)}" title="${exact}" data-relative>${words}</time>`,
    );
  };
