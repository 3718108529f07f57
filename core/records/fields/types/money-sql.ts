// Money as the API writes it, in SQL: for what PostgreSQL puts into JSON itself.
import { currencyDigits } from "./currency-digits.ts";

const unusual = Intl.supportedValuesOf("currency").filter((code) => currencyDigits(code) !== 2);
const groups = [...new Set(unusual.map(currencyDigits))].map((digits) => ({
  digits,
  codes: unusual.filter((code) => currencyDigits(code) === digits),
}));

/** SQL of the decimal text with as many digits as the currency has. Both arguments are SQL of ours. */
export function amountSql(amount: string, currency: string): string {
  const cases = groups.map(
    ({ digits, codes }) =>
      `when ${currency} in (${codes.map((code) => `'${code}'`).join(", ")}) then trunc(${amount}, ${digits})::text`,
  );
  return `case ${cases.join(" ")} else trunc(${amount}, 2)::text end`;
}
