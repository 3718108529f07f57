// Bounds of decimal texts as regular expressions, because JSON Schema compares numbers only, and a decimal is a text.
// `at least 12.5` becomes a pattern that takes exactly the texts whose value is at least 12.5.

interface Parts {
  readonly whole: string;
  /** Without zeros at its end. */
  readonly fraction: string;
}

const partsOf = (number: string): Parts => {
  const [whole = "", fraction = ""] = number.split(".");
  return { whole: whole.replace(/^0+(?=\d)/, ""), fraction: fraction.replace(/0+$/, "") };
};

const anyFraction = "(?:\\.\\d+)?";
const any = `\\d+${anyFraction}`;

/** A text of digits that differs from `digits` first at `at`, there with one of the digits from `low` to `high`. */
const differingAt = (digits: string, at: number, low: number, high: number): string[] =>
  low > high ? [] : [`${digits.slice(0, at)}[${low}-${high}]`];

const places = (digits: string): number[] => [...digits].map((_, at) => at);

const greaterWhole = (whole: string): string[] => [
  `[1-9]\\d{${whole.length},}`,
  ...places(whole).flatMap((at) =>
    differingAt(whole, at, Number(whole[at]) + 1, 9).map((head) => `${head}\\d{${whole.length - at - 1}}`),
  ),
];

const smallerWhole = (whole: string): string[] => [
  ...(whole.length > 1 ? [`\\d{1,${whole.length - 1}}`] : []),
  ...places(whole).flatMap((at) =>
    differingAt(whole, at, 0, Number(whole[at]) - 1).map((head) => `${head}\\d{${whole.length - at - 1}}`),
  ),
];

function fractionAtLeast(fraction: string): string {
  if (fraction === "") return anyFraction;
  const more = places(fraction).flatMap((at) => differingAt(fraction, at, Number(fraction[at]) + 1, 9));
  return `\\.(?:${[...more, fraction].map((head) => `${head}\\d*`).join("|")})`;
}

function fractionAtMost(fraction: string): string {
  if (fraction === "") return "(?:\\.0+)?";
  const less = places(fraction).flatMap((at) => differingAt(fraction, at, 0, Number(fraction[at]) - 1));
  const shorter = places(fraction)
    .map((at) => fraction.slice(0, at))
    .filter(Boolean);
  return `(?:\\.(?:${[...less.map((head) => `${head}\\d*`), ...shorter, `${fraction}0*`].join("|")}))?`;
}

/** Texts without sign whose value is at least this. */
function atLeast(number: string): string {
  const { whole, fraction } = partsOf(number);
  return `0*(?:(?:${greaterWhole(whole).join("|")})${anyFraction}|${whole}${fractionAtLeast(fraction)})`;
}

/** Texts without sign whose value is at most this. */
function atMost(number: string): string {
  const { whole, fraction } = partsOf(number);
  const smaller = smallerWhole(whole);
  const below = smaller.length > 0 ? `(?:${smaller.join("|")})${anyFraction}|` : "";
  return `0*(?:${below}${whole}${fractionAtMost(fraction)})`;
}

const opposite = (number: string): string => number.slice(1);

/** A pattern for decimal texts whose value is `minimum` or more. */
export const minimumPattern = (minimum: string): string =>
  minimum.startsWith("-")
    ? `^(?:${any}|-${atMost(opposite(minimum))})$`
    : `^(?:${atLeast(minimum)}${zeroOf(minimum)})$`;

/** A pattern for decimal texts whose value is `maximum` or less. */
export const maximumPattern = (maximum: string): string =>
  maximum.startsWith("-") ? `^-${atLeast(opposite(maximum))}$` : `^(?:${atMost(maximum)}|-${any})$`;

// Minus nothing is nothing.
const zeroOf = (minimum: string): string => (Number(minimum) === 0 ? "|-0+(?:\\.0+)?" : "");
