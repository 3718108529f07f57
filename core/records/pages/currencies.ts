/** Offered first in every currency list: what most trade in our languages' countries is done in. */
const usual = ["EUR", "USD", "GBP", "CHF", "BGN", "CNY", "MXN"];

const all = Intl.supportedValuesOf("currency");

/** ISO 4217 codes for a list: the chosen one, the usual ones, then all others; those only where there is room for them. */
export function currencies(chosen: string, crowded = false): readonly string[] {
  return [...new Set([chosen, ...usual, ...(crowded ? [] : all)])];
}
