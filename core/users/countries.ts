// What is usual in a country. Zones, weekdays and names come from ICU; currencies are the one thing it does not tell.

/** ISO 4217 currency → ISO 3166-1 countries that use it. */
const currencies: Readonly<Record<string, string>> = {
  EUR: "AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA XK YT",
  USD: "AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI ZW",
  AED: "AE",
  AFN: "AF",
  ALL: "AL",
  AMD: "AM",
  AOA: "AO",
  ARS: "AR",
  AUD: "AU CC CX HM KI NF NR TV",
  AWG: "AW",
  AZN: "AZ",
  BAM: "BA",
  BBD: "BB",
  BDT: "BD",
  BHD: "BH",
  BIF: "BI",
  BMD: "BM",
  BND: "BN",
  BOB: "BO",
  BRL: "BR",
  BSD: "BS",
  BTN: "BT",
  BWP: "BW",
  BYN: "BY",
  BZD: "BZ",
  CAD: "CA",
  CDF: "CD",
  CHF: "CH LI",
  CLP: "CL",
  CNY: "CN",
  COP: "CO",
  CRC: "CR",
  CUP: "CU",
  CVE: "CV",
  CZK: "CZ",
  DJF: "DJ",
  DKK: "DK FO GL",
  DOP: "DO",
  DZD: "DZ",
  EGP: "EG",
  ERN: "ER",
  ETB: "ET",
  FJD: "FJ",
  FKP: "FK",
  GBP: "GB GG GS IM JE",
  GEL: "GE",
  GHS: "GH",
  GIP: "GI",
  GMD: "GM",
  GNF: "GN",
  GTQ: "GT",
  GYD: "GY",
  HKD: "HK",
  HNL: "HN",
  HTG: "HT",
  HUF: "HU",
  IDR: "ID",
  ILS: "IL PS",
  INR: "IN",
  IQD: "IQ",
  IRR: "IR",
  ISK: "IS",
  JMD: "JM",
  JOD: "JO",
  JPY: "JP",
  KES: "KE",
  KGS: "KG",
  KHR: "KH",
  KMF: "KM",
  KPW: "KP",
  KRW: "KR",
  KWD: "KW",
  KYD: "KY",
  KZT: "KZ",
  LAK: "LA",
  LBP: "LB",
  LKR: "LK",
  LRD: "LR",
  LSL: "LS",
  LYD: "LY",
  MAD: "EH MA",
  MDL: "MD",
  MGA: "MG",
  MKD: "MK",
  MMK: "MM",
  MNT: "MN",
  MOP: "MO",
  MRU: "MR",
  MUR: "MU",
  MVR: "MV",
  MWK: "MW",
  MXN: "MX",
  MYR: "MY",
  MZN: "MZ",
  NAD: "NA",
  NGN: "NG",
  NIO: "NI",
  NOK: "BV NO SJ",
  NPR: "NP",
  NZD: "CK NU NZ PN TK",
  OMR: "OM",
  PAB: "PA",
  PEN: "PE",
  PGK: "PG",
  PHP: "PH",
  PKR: "PK",
  PLN: "PL",
  PYG: "PY",
  QAR: "QA",
  RON: "RO",
  RSD: "RS",
  RUB: "RU",
  RWF: "RW",
  SAR: "SA",
  SBD: "SB",
  SCR: "SC",
  SDG: "SD",
  SEK: "SE",
  SGD: "SG",
  SHP: "SH",
  SLE: "SL",
  SOS: "SO",
  SRD: "SR",
  SSP: "SS",
  STN: "ST",
  SYP: "SY",
  SZL: "SZ",
  THB: "TH",
  TJS: "TJ",
  TMT: "TM",
  TND: "TN",
  TOP: "TO",
  TRY: "TR",
  TTD: "TT",
  TWD: "TW",
  TZS: "TZ",
  UAH: "UA",
  UGX: "UG",
  UYU: "UY",
  UZS: "UZ",
  VES: "VE",
  VND: "VN",
  VUV: "VU",
  WST: "WS",
  XAF: "CF CG CM GA GQ TD",
  XCD: "AG AI DM GD KN LC MS VC",
  XCG: "CW SX",
  XOF: "BF BJ CI GW ML NE SN TG",
  XPF: "NC PF WF",
  YER: "YE",
  ZAR: "ZA",
  ZMW: "ZM",
};

const byCountry = new Map(
  Object.entries(currencies).flatMap(([currency, countries]) =>
    countries.split(" ").map((country) => [country, currency]),
  ),
);

/** The zone of most people where ICU's first one is not. */
const mainZones: Readonly<Record<string, string>> = {
  AR: "America/Argentina/Buenos_Aires",
  AU: "Australia/Sydney",
  BR: "America/Sao_Paulo",
  CA: "America/Toronto",
  CD: "Africa/Kinshasa",
  CL: "America/Santiago",
  CN: "Asia/Shanghai",
  CY: "Asia/Nicosia",
  DE: "Europe/Berlin",
  EC: "America/Guayaquil",
  ES: "Europe/Madrid",
  ID: "Asia/Jakarta",
  KZ: "Asia/Almaty",
  MN: "Asia/Ulaanbaatar",
  MX: "America/Mexico_City",
  MY: "Asia/Kuala_Lumpur",
  NZ: "Pacific/Auckland",
  PF: "Pacific/Tahiti",
  PG: "Pacific/Port_Moresby",
  PS: "Asia/Gaza",
  PT: "Europe/Lisbon",
  RU: "Europe/Moscow",
  UA: "Europe/Kyiv",
  US: "America/New_York",
  UZ: "Asia/Tashkent",
};

interface LocaleFacts {
  getTimeZones(): string[] | undefined;
  getWeekInfo(): { firstDay: number };
}

const localeOf = (country: string): LocaleFacts =>
  new Intl.Locale("und", { region: country }) as unknown as LocaleFacts;

export const countries: readonly string[] = [...byCountry.keys()].sort();
export const currencyCodes: readonly string[] = Object.keys(currencies).sort();
export const timeZones: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];

export const isCountry = (code: string): boolean => byCountry.has(code);
export const isCurrency = (code: string): boolean => Object.hasOwn(currencies, code);

/** Also zones under a newer or older name than ICU lists. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][\w+\-/]{1,60}$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Each answers something for unknown countries too: the form then says that the country is unknown. */
export const currencyOf = (country: string): string => byCountry.get(country) ?? "USD";
export const timeZoneOf = (country: string): string =>
  isCountry(country) ? (mainZones[country] ?? localeOf(country).getTimeZones()?.[0] ?? "UTC") : "UTC";
export const weekdayOf = (country: string): number =>
  isCountry(country) ? localeOf(country).getWeekInfo().firstDay : 1;

/** The country most speakers of a browser's languages live in, to begin with. */
export function countryFor(acceptLanguage: string): string {
  const tags = acceptLanguage.split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  for (const tag of tags.filter((one) => /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(one))) {
    const region = new Intl.Locale(tag).maximize().region;
    if (region && isCountry(region)) return region;
  }
  return "US";
}
