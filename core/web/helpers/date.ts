import type { HelperOptions } from "handlebars";
import { formatDate } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{date closeDate}}`: a calendar day. */
export const date = (): Helper => (value: string | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatDate(frameIn(options).language, value);
