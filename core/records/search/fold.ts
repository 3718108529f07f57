// One spelling for searching: lower case, no accents, Cyrillic as Latin, phone numbers as digits.

const letters: Readonly<Record<string, string>> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "h",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sht",
  ъ: "a",
  ь: "y",
  ю: "yu",
  я: "ya",
  ы: "y",
  э: "e",
  ё: "e",
  і: "i",
  ї: "i",
  є: "e",
  ґ: "g",
  ђ: "dj",
  ј: "j",
  љ: "lj",
  њ: "nj",
  ћ: "c",
  џ: "dz",
  ѓ: "g",
  ќ: "k",
  ß: "ss",
  æ: "ae",
  ø: "o",
  đ: "d",
  ł: "l",
  œ: "oe",
  þ: "th",
  ð: "d",
  ı: "i",
};

const foreign = /[\u0400-\u04ffßæøđłœþðı]/g;
const plain = /^[\x20-\x7e]*$/;

/** `Ко́лев ООД` → `kolev ood`, `Müller` → `muller`. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower;
  // й and ї are letters of their own: take them before accents are taken off.
  const latin = lower.normalize("NFC").replace(foreign, (letter) => letters[letter] ?? letter);
  return latin.normalize("NFD").replace(/\p{M}/gu, "");
}

const phoneLike = /^[+\d][\d\s().\-/\u00a0]{2,}$/;

/** Digits without the zeros people dial first, so that `0888 12` finds `+359 888 12…`; undefined when it is no number. */
export function phoneDigits(text: string): string | undefined {
  const trimmed = text.trim();
  if (!phoneLike.test(trimmed)) return undefined;
  const digits = trimmed.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length >= 3 ? digits : undefined;
}

/** What a person searched for, as terms that all have to occur. */
export function searchTerms(text: string): string[] {
  const digits = phoneDigits(text);
  if (digits) return [digits];
  return fold(text).split(/\s+/).filter(Boolean).slice(0, 8);
}
