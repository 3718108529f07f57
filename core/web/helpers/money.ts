import type { HelperOptions } from "handlebars";
import { formatMoney, type MoneyValue } from "../../i18n/formats.ts";
import { frameIn, isBlank, type Helper } from "./helper.ts";

/** `{{money amount}}` of `{ amount, currency }`; `short=true` leaves out ".00". */
export const money = (): Helper => (value: MoneyValue | null, options: HelperOptions) =>
  isBlank(value) ? "" : formatMoney(frameIn(options).language, value, options.hash["short"] === true);
