// Words that say what a company is before the law, not what it is called. In lower case, without dots; several words as they follow.

/** Forms that may also stand before the name, as in `ЕТ Иван`, `ООО Ромашка`, `SIA Baltija`. */
export const formsBefore: readonly string[] = [
  "ет", "сд", "еоод", "оод", "ад", "еад", "ооо", "оао", "зао", "пао", "ао", "ип", "тов", "тзов", "ват", "прат", "пат", "фоп", "чуп", "одо",
  "sia", "uab", "as", "ou", "ab", "oy", "pt", "sc", "sas", "sarl", "soc", "firma", "spolka",
];

/** Forms that stand after the name. */
export const formsAfter: readonly string[] = [
  // South-Eastern Europe
  "адсиц", "кд", "кда", "дзд", "доо", "дооел", "doo", "d o o", "jdoo", "dd", "j t d", "ae", "epe", "ike", "αε", "επε", "ικε", "οε", "εε",
  "anonim sirketi", "limited sirketi", "ltd sti", "a s",
  // Germany, Austria, Switzerland
  "gmbh", "gesmbh", "mbh", "ggmbh", "gmbh co kg", "gmbh und co kg", "gmbh co kgaa", "ag co kg", "ag", "kg", "co kg", "kgaa", "ohg", "gbr", "ug",
  "ug haftungsbeschränkt", "ev", "eg", "ek", "partg", "partg mbb", "se", "se co kg",
  // English-speaking countries
  "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp", "lllp", "pllc", "plc", "pc", "ltd", "limited", "pte ltd",
  "pty ltd", "pvt ltd", "private limited", "ltd co", "cic", "dac", "clg", "ulc", "bhd", "sdn bhd",
  // Spain, Portugal, Italy, France, Romania, Latin America, Benelux
  "sa", "sasu", "eurl", "snc", "scs", "sca", "sci", "scop", "sl", "slu", "slne", "sau", "srl", "srls", "spa", "sapa",
  "sa de cv", "sab de cv", "s de rl", "s de rl de cv", "sapi de cv", "ltda", "eireli", "epp", "cia", "y cia", "e cia", "lda", "unipessoal lda",
  "bv", "nv", "bvba", "cvba", "vof", "sprl", "asbl", "vzw", "sa nv",
  // Northern and Eastern Europe
  "aktiebolag", "hb", "asa", "ans", "aps", "ivs", "k s", "oyj", "ky", "hf", "ehf", "mb", "osauhing",
  "sp zoo", "sp z oo", "sp z o o", "sp j", "sp k", "spolka z oo", "sro", "s r o", "spol s r o", "kft", "zrt", "nyrt", "rt", "bt",
  // Asia and the Gulf, in Latin letters
  "kk", "kabushiki kaisha", "gk", "yk", "co ltd", "company limited", "jsc", "ojsc", "cjsc", "pjsc", "fze", "fzco", "fz llc", "wll", "tbk", "cv",
];

/** Forms written without a space before or after the name, folded. */
export const gluedForms: readonly string[] = [
  "有限责任公司", "有限責任公司", "股份有限公司", "集团有限公司", "集團有限公司", "有限公司", "株式会社", "有限会社", "合同会社", "合資会社", "公司",
  "주식회사", "유한회사",
].map((form) => form.normalize("NFD"));

const words = new Set([...formsBefore, ...formsAfter].filter((form) => !form.includes(" ")));

/** True when a line names a legal form, which only companies have. Two-letter words count only in capitals: `AG`, not `as`. */
export function hasLegalForm(line: string): boolean {
  if (gluedForms.some((form) => line.normalize("NFD").includes(form))) return true;
  const parts = line.replace(/(?<=\p{L})\.(?=\p{L}|$|\s)/gu, "").split(/[^\p{L}]+/u).filter(Boolean);
  const isForm = (part = ""): boolean => words.has(part.toLowerCase()) && (part.length > 2 || part === part.toUpperCase());
  return parts.length > 1 && (isForm(parts.at(-1)) || isForm(parts[0]));
}
