const digitsByCurrency = new Map<string, number>();

/** How many digits a currency has after the point: 2 for EUR, 0 for JPY. */
export function currencyDigits(currency: string): number {
  const digits =
    digitsByCurrency.get(currency) ??
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2;
  digitsByCurrency.set(currency, digits);
  return digits;
}
