// Countries and languages as choices: stored by their standard codes, read and typed by their names in every language of ours.
import type { Option } from "./field.ts";

const spoken = ["en", "de", "es", "bg", "zh-Hans"] as const;

const countryCodes =
  `AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW
  CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ
  IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MT MU MV MW MX MY
  MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ
  TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS XK YE ZA ZM ZW`.split(/\s+/);

const languageCodes =
  `en de es bg zh fr it pt nl pl ro cs sk sl hr sr mk sq el tr ru uk be lv lt et fi sv no da is hu ga mt ca eu gl ar he fa hi bn ur
  ja ko vi th id ms tl sw am hy ka az kk uz mn`.split(/\s+/);

/** Other names in use, so that files from elsewhere are understood. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  US: ["USA", "U.S.A.", "United States of America"],
  GB: ["UK", "Great Britain", "England"],
  KR: ["Korea", "Republic of Korea"],
  CZ: ["Czech Republic"],
  NL: ["Holland", "The Netherlands"],
  RU: ["Russian Federation"],
  TR: ["Turkey"],
  MK: ["Macedonia"],
  CN: ["PRC", "中国大陆"],
  AE: ["UAE"],
  CI: ["Ivory Coast"],
};

function named(codes: readonly string[], type: "region" | "language"): Option[] {
  const names = spoken.map((language) => [language, new Intl.DisplayNames([language], { type })] as const);
  return codes.map((id) => {
    const labels = names.map(([language, display]) => [language, display.of(id) ?? id]);
    const others = (alsoCalled[id] ?? []).map((name, at) => [`en-x-${at + 1}`, name]);
    return { id, label: Object.fromEntries([...labels, ...others]) as Record<string, string> };
  });
}

/** ISO 3166-1 alpha-2. */
export const countries: readonly Option[] = named(countryCodes, "region");

/** BCP 47. */
export const spokenLanguages: readonly Option[] = named(languageCodes, "language");
