// Money as JSON, written by PostgreSQL itself: a board of 300 cards never becomes objects on its way out.
import { currencyDigits } from "../records/fields/types/money.ts";

const unusual = Intl.supportedValuesOf("currency").filter((code) => currencyDigits(code) !== 2);
const groups = [...new Set(unusual.map(currencyDigits))].map((digits) => ({
  digits,
  codes: unusual.filter((code) => currencyDigits(code) === digits),
}));

/** SQL of the decimal text with as many digits as the currency has. Both arguments are SQL of ours. */
export function amountSql(amount: string, currency: string): string {
  const cases = groups.map(
    ({ digits, codes }) =>
      `when ${currency} in (${codes.map((code) => `'${code}'`).join(", ")}) then round(${amount}, ${digits})::text`,
  );
  return `case ${cases.join(" ")} else round(${amount}, 2)::text end`;
}

/** SQL of `{"amount":"1234.50","currency":"EUR"}`, null when there is no amount. */
export const moneySql = (amount: string, currency: string): string =>
  `case when ${amount} is not null then json_build_object('amount', ${amountSql(amount, currency)}, 'currency', ${currency}) end`;

/** The same in one currency that is known beforehand, given as a placeholder and its digits. */
export const sumSql = (sum: string, currency: string, digits: number): string =>
  `json_build_object('amount', round(coalesce(${sum}, 0), ${digits})::text, 'currency', ${currency})`;

/** SQL of an instant as the API writes it. */
export const instantSql = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
