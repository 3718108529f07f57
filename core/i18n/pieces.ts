import { IntlMessageFormat } from "intl-messageformat";

/** What a compiled message consists of: text, arguments, choices. */
export type Pieces = ReturnType<IntlMessageFormat["getAst"]>;
export type Piece = Pieces[number];

/** Sorts of pieces, as the parser of ICU messages numbers them. */
export const LITERAL = 0;
export const ARGUMENT = 1;
export const NUMBER = 2;
export const SELECT = 5;
export const PLURAL = 6;

/** Compiles an ICU message; tags are plain text, because templates escape everything. Throws where it is malformed. */
export const compiled = (message: string | Pieces, language: string): IntlMessageFormat =>
  new IntlMessageFormat(message, language, undefined, { ignoreTag: true });

/** A message of nothing but text and plain arguments, as the formatter writes it but without it; undefined where there is more to it. */
export function plainText(pieces: Pieces, values: Readonly<Record<string, unknown>>): string | undefined {
  let text = "";
  for (const piece of pieces) {
    if (piece.type !== LITERAL && piece.type !== ARGUMENT) return undefined;
    const value = piece.type === LITERAL ? piece.value : values[piece.value];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    text += value;
  }
  return text;
}

/** An argument of a message, and how it is used: plain, as a number, a choice, a plural. */
export interface Argument {
  readonly name: string;
  readonly type: number;
}

/** Every argument of a message, nested ones too, in the order in which they stand. */
export function argumentsOf(pieces: Pieces): Argument[] {
  return pieces.flatMap((piece) => {
    if (!("value" in piece) || typeof piece.value !== "string" || piece.type === LITERAL) return [];
    const nested = "options" in piece ? Object.values(piece.options).flatMap(({ value }) => argumentsOf(value)) : [];
    return [{ name: piece.value, type: piece.type }, ...nested];
  });
}
