import type { HelperOptions } from "handlebars";
import { formatTime } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{time at}}`: hours and minutes of an instant in the reader's time zone. */
export const time = (): Helper => (value: string | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatTime(frameIn(options).language, frameIn(options).timeZone, value);
