/** The languages every word exists in, the first being the one all others fall back to. */
export const languages = ["en", "de", "es", "bg", "zh-Hans"] as const;

export type Language = (typeof languages)[number];

/** What speakers call their language, for the language switch. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  bg: "Български",
  "zh-Hans": "简体中文",
};

export const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);

/** Our language for any BCP 47 tag: `de-AT` is `de`, `zh-CN` is `zh-Hans`; undefined when we have none. */
export function languageFor(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split("-")[0];
  return languages.find((language) => language.split("-")[0] === primary);
}

/** What we know about a person's wishes, the strongest first. */
export interface LanguageWishes {
  readonly person?: string | undefined;
  readonly cookie?: string | undefined;
  readonly acceptLanguage?: string | undefined;
  readonly company?: string | undefined;
}

/** The language to answer in: the person's setting, then the cookie, the browser, the company's. */
export function chooseLanguage(wishes: LanguageWishes): Language {
  const tags = [wishes.person, wishes.cookie, ...wanted(wishes.acceptLanguage), wishes.company];
  for (const tag of tags) {
    const language = tag ? languageFor(tag) : undefined;
    if (language) return language;
  }
  return "en";
}

/** Tags of an Accept-Language header, best first. */
function wanted(header = ""): string[] {
  const ranked = header
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", quality = "q=1"] = part.split(";");
      return { tag: tag.trim(), quality: Number(quality.trim().slice(2)) || 0 };
    });
  return ranked
    .filter((one) => one.quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map((one) => one.tag);
}
