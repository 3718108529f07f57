import type { HelperOptions } from "handlebars";
import { formatNumber } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{number count}}`, `{{number rate decimals=2}}`. */
export const number = (): Helper => (value: number | string | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatNumber(frameIn(options).language, value, options.hash["decimals"]);
