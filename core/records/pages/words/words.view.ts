// What the pages for the company's own words show.
import { type Language, languageNames, languages } from "../../../i18n/languages.ts";
import type { Words } from "../../../i18n/words.ts";
import type { PageView } from "../../../web/page-view.ts";
import { nouns, type WordLine, wordLines } from "../../words/word-list.ts";
import type { OwnKind } from "../../own-kinds/own-kind.ts";
import type { OwnWordRow } from "../../words/read-words.ts";

type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** Who looks at the words, and in which language. */
export interface WordReader {
  readonly language: Language;
  readonly say: Say;
}

/** How many words stand on one page of the list. */
const ROWS = 40;
const HOME = "/settings/words";

export interface WordsAsk {
  readonly language: Language;
  readonly q: string;
  readonly own: boolean;
  /** From 1. */
  readonly page: number;
}

export const crumbs = (say: Say) => [
  { label: say("web.settings"), path: "/settings" },
  { label: say("words.title"), path: HOME },
];

/** All that can be said otherwise: words of the product, and kinds that have their names in their own definition. */
export interface Sayable {
  readonly words: Words;
  readonly rows: readonly OwnWordRow[];
  readonly ownKinds: readonly Pick<OwnKind, "name" | "plural">[];
}

/** Names first, then every word that the search finds, page by page. */
export function wordsView({ words, rows, ownKinds }: Sayable, ask: WordsAsk, { say }: WordReader): PageView {
  const names = new Set(nouns(words));
  const all = wordLines(words, rows, ask.language, ask);
  const found = all.filter(({ key }) => !names.has(key.replace(/\.\w+$/, "")));
  const shown = found.slice((ask.page - 1) * ROWS, ask.page * ROWS);
  const view = {
    title: say("words.title"),
    where: say("web.settings"),
    breadcrumb: crumbs(say).slice(0, 1),
    ...ask,
    names: [
      ...Array.from(names, (noun) => nameLine(words, rows, noun, ask.language)),
      ...ownKinds.map((kind) => ownNameLine(words, kind, ask.language)),
    ],
    tabs: languages.map((language) => ({
      label: languageNames[language],
      path: hrefOf({ ...ask, language, page: 1 }),
      current: language === ask.language,
      count: rows.filter((row) => row.language === language).length || null,
    })),
    lines: shown.map(lineView),
    count: found.length,
    previous: ask.page > 1 ? hrefOf({ ...ask, page: ask.page - 1 }) : null,
    next: found.length > ask.page * ROWS ? hrefOf({ ...ask, page: ask.page + 1 }) : null,
    text: say("words.count", { count: found.length }),
  };
  return view;
}

const lineView = ({ key, language, original, own, shown }: WordLine) => ({
  key,
  language,
  original,
  own,
  shown,
  href: `${HOME}/word?${new URLSearchParams({ key }).toString()}`,
});

function nameLine(words: Words, rows: readonly OwnWordRow[], noun: string, language: Language) {
  return {
    noun,
    many: words.t(language, `${noun}.many`),
    one: words.t(language, `${noun}.one`),
    original: words.original(language, `${noun}.many`) ?? noun,
    own: rows.some((row) => row.language === language && row.key.startsWith(`${noun}.`)),
    href: `${HOME}/name?${new URLSearchParams({ noun }).toString()}`,
  };
}

/** A kind of the company's own is called as its definition says: there its names are changed. */
function ownNameLine(words: Words, { name, plural }: Pick<OwnKind, "name" | "plural">, language: Language) {
  const many = words.t(language, `${plural}.many`);
  const href = `/settings/kinds/${name}`;
  return { noun: plural, many, one: words.t(language, `${plural}.one`), original: many, own: false, href };
}

function hrefOf({ language, q, own, page }: WordsAsk): string {
  const pairs = { language, ...(q && { q }), ...(own && { own: "true" }), ...(page > 1 && { page: String(page) }) };
  return `${HOME}?${new URLSearchParams(pairs).toString()}`;
}
