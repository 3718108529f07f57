// Words that sentences are made with. A company that calls deals "projects" renames one noun, and every sentence follows:
// messages do not write "deal" but refer to it, `{deals_one}`, and change with its gender, `{deals_gender, select, …}`.
import type { Language } from "./languages.ts";
import { ARGUMENT, LITERAL, type Piece, type Pieces, PLURAL, SELECT } from "./pieces.ts";

/** The text of a noun's form: `deals.one` → "Deal"; undefined when it is no noun. */
type NounForm = (key: string) => string | undefined;

/** `Deals_many`: a noun by the plural of its kind, and which form; the capital asks for one. */
const reference = /^(\p{L}[\p{L}\d_]*)_(one|many|gender)$/u;

/** The key of the noun a name in a message refers to, such as `loss-reasons.one` for `loss_reasons_one`. */
export function nounKey(name: string): string | undefined {
  const [, noun, form] = reference.exec(name) ?? [];
  return noun && `${noun.charAt(0).toLowerCase()}${noun.slice(1).replaceAll("_", "-")}.${form}`;
}

/** The message with its nouns written out. */
export function withNouns(pieces: Pieces, language: string, form: NounForm): Pieces {
  return pieces.flatMap((piece): Pieces => {
    if (piece.type !== ARGUMENT && piece.type !== SELECT) return [inside(piece, language, form)];
    const key = nounKey(piece.value);
    const text = key === undefined ? undefined : form(key);
    if (text === undefined) return [inside(piece, language, form)];
    if (piece.type === SELECT) return withNouns(chosen(piece.options, text), language, form);
    return [{ type: LITERAL, value: cased(text, piece.value, language) }];
  });
}

function inside(piece: Piece, language: string, form: NounForm): Piece {
  if (piece.type !== SELECT && piece.type !== PLURAL) return piece;
  const options = Object.entries(piece.options).map(([name, option]) => [
    name,
    { ...option, value: withNouns(option.value, language, form) },
  ]);
  return { ...piece, options: Object.fromEntries(options) } as Piece;
}

type Options = Readonly<Record<string, { readonly value: Pieces }>>;

const chosen = (options: Options, name: string): Pieces =>
  (Object.hasOwn(options, name) ? options[name] : options["other"])?.value ?? [];

/** Languages that write nouns small in the middle of a sentence. */
const small = new Set(["en", "es", "bg"]);

/** "Deal" → "deal" where the reference is written small; an abbreviation such as "RFQ" stays as it is. */
function cased(text: string, name: string, language: string): string {
  const first = text.charAt(0);
  if (/^\p{Lu}/u.test(name)) return first.toLocaleUpperCase(language) + text.slice(1);
  const plain = small.has(language) && /^\p{Lu}\p{Ll}/u.test(text);
  return plain ? first.toLocaleLowerCase(language) + text.slice(1) : text;
}

/** Genders a noun can have: German and Bulgarian three, Spanish two; English and Chinese sentences do not ask. */
export const genders: Readonly<Record<Language, readonly string[]>> = {
  en: ["n"],
  de: ["m", "f", "n"],
  es: ["m", "f"],
  bg: ["m", "f", "n"],
  "zh-Hans": ["n"],
};
