import { BadRequest } from "../kernel/errors.ts";

const mostFields = 5000;

/** Names and texts of a query or a form, in order; read strictly. */
export class Values {
  readonly #pairs: readonly (readonly [string, string])[];

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.#pairs = pairs;
  }

  /** Reads `a=1&b=2`; broken percent codes, NUL and endless lists are refused. */
  static parse(text: string): Values {
    if (text === "") return new Values([]);
    const pieces = text.split("&", mostFields + 1);
    if (pieces.length > mostFields) throw new BadRequest("web.too_many_fields", { most: mostFields });
    return new Values(pieces.filter((piece) => piece !== "").map(readPair));
  }

  /** The one text under this name; undefined when it was not sent. */
  find(name: string): string | undefined {
    const found = this.list(name);
    if (found.length > 1 || this.#pairs.some(([key]) => key.startsWith(`${name}[`))) {
      throw new BadRequest("web.one_value_expected", { name });
    }
    return found[0];
  }

  /** The one text under this name; it must have been sent. */
  get(name: string): string {
    const text = this.find(name);
    if (text === undefined) throw new BadRequest("web.value_missing", { name });
    return text;
  }

  /** The text without blanks around it, "" when it was not sent. */
  text(name: string): string {
    return this.find(name)?.trim() ?? "";
  }

  /** All texts under a name that may come many times (checkboxes). */
  list(name: string): string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.#pairs.some(([key]) => key === name);
  }

  /** Every name once, in order. */
  names(): string[] {
    return [...new Set(this.#pairs.map(([key]) => key))];
  }

  entries(): readonly (readonly [string, string])[] {
    return this.#pairs;
  }

  /** Every name with its one text. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.names().map((name) => [name, this.get(name)]));
  }

  without(...names: readonly string[]): Values {
    return new Values(this.#pairs.filter(([key]) => !names.includes(key)));
  }
}

function readPair(piece: string): readonly [string, string] {
  const at = piece.indexOf("=");
  const [name, value] = at < 0 ? [piece, ""] : [piece.slice(0, at), piece.slice(at + 1)];
  return [decode(name), decode(value)];
}

function decode(text: string): string {
  const decoded = /[%+]/.test(text) ? decodePercent(text.replaceAll("+", " ")) : text;
  if (decoded.includes("\0")) throw new BadRequest("web.broken_text");
  return decoded;
}

/** Decodes percent codes; what is not UTF-8 is refused. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new BadRequest("web.broken_address", {}, { cause });
  }
}
