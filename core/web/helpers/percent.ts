import type { HelperOptions } from "handlebars";
import { formatPercent } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{percent probability}}`: "25 %" from 25. */
export const percent = (): Helper => (value: number | string | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatPercent(frameIn(options).language, value);
