import type { HelperOptions } from "handlebars";
import { formatDateTime } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{dateTime updatedAt}}`: an instant in the reader's time zone. */
export const dateTime = (): Helper => (value: string | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatDateTime(frameIn(options).language, frameIn(options).timeZone, value);
