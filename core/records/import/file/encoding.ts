// Which letters do these bytes stand for? A byte order mark or valid UTF-8 settles it; else the old encodings
// compete by how ordinary the text looks in each.
import { TextDecoder } from "node:util";
import { samples } from "./letters.ts";
import { looksTwiceEncoded } from "./twice-encoded.ts";

export interface EncodingGuess {
  /** Label for `TextDecoder`, or `utf-8-twice` for UTF-8 that was taken for windows-1252 once. */
  readonly encoding: string;
  /** Others worth a try, best first. */
  readonly others: readonly string[];
}

const marks: readonly (readonly [string, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];
/** What a person may choose from when letters look broken. */
export const encodings = [
  "utf-8",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "gb18030",
  "utf-16le",
  "utf-16be",
  "utf-8-twice",
  "big5",
  "shift_jis",
  "euc-kr",
  "windows-1253",
  "windows-1254",
  "koi8-r",
  "ibm866",
  "macintosh",
] as const;
const singleByte = ["windows-1252", "windows-1250", "windows-1251"];
const sampleBytes = 64 * 1024;

/** Looks at a whole file, part by part, and keeps only what is telling. */
export class EncodingScan {
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  #head = Buffer.alloc(0);
  #validUtf8 = true;
  #telling: Buffer[] = [];
  #tellingBytes = 0;

  add(part: Uint8Array): void {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.length);
    if (this.#head.length < 4096) this.#head = Buffer.concat([this.#head, bytes.subarray(0, 4096)]);
    if (this.#validUtf8) this.#validUtf8 = decodes(this.#utf8, bytes, true);
    if (this.#tellingBytes < sampleBytes) this.#keepTelling(bytes);
  }

  guess(): EncodingGuess {
    const marked = marks.find(([, mark]) => mark.every((byte, at) => this.#head[at] === byte));
    if (marked) return named(marked[0]);
    const wide = wideEncoding(this.#head);
    if (wide) return named(wide);
    const telling = Buffer.concat(this.#telling);
    if (this.#validUtf8 && decodes(this.#utf8, Buffer.alloc(0), false)) return ofUtf8(telling);
    return named(...byLooks(telling));
  }

  // Lines with bytes above 127, because a long file may begin with many that have none.
  #keepTelling(bytes: Buffer): void {
    let at = firstHigh(bytes, 0);
    while (at >= 0 && this.#tellingBytes < sampleBytes) {
      const start = bytes.lastIndexOf(10, at) + 1;
      const newline = bytes.indexOf(10, at);
      const end = Math.min(newline < 0 ? bytes.length : newline + 1, start + 8192);
      this.#telling.push(Buffer.from(bytes.subarray(start, end)));
      this.#tellingBytes += end - start;
      at = firstHigh(bytes, Math.max(end, at + 1));
    }
  }
}

const named = (encoding: string, ...others: string[]): EncodingGuess => ({
  encoding,
  others: [...new Set([...others, ...encodings])].filter((other) => other !== encoding),
});

const ofUtf8 = (telling: Buffer): EncodingGuess =>
  looksTwiceEncoded(telling.toString("utf8")) ? named("utf-8-twice", "utf-8") : named("utf-8");

function firstHigh(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) if ((bytes[at] as number) > 127) return at;
  return -1;
}

function decodes(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): boolean {
  try {
    decoder.decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

// UTF-16 without a mark: every second byte of plain letters is zero.
function wideEncoding(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const least = head.length / 8;
  if (odd > least && odd > 4 * even) return "utf-16le";
  return even > least && even > 4 * odd ? "utf-16be" : undefined;
}

function byLooks(telling: Buffer): [string, ...string[]] {
  const scored = singleByte.map((encoding) => ({ encoding, score: likeness(telling, encoding) }));
  scored.push({ encoding: "gb18030", score: chineseLikeness(telling) });
  const [best, ...others] = scored.sort((a, b) => b.score - a.score).map((one) => one.encoding);
  return [best as string, ...others];
}

const neighbours = new Map<string, ReadonlySet<string>>();

function knownPairs(encoding: string): ReadonlySet<string> {
  const kept = neighbours.get(encoding);
  if (kept) return kept;
  const pairs = new Set(telltalePairs(samples[encoding] ?? ""));
  neighbours.set(encoding, pairs);
  return pairs;
}

/** Each letter beyond ASCII with the one before and the one after it. */
function* telltalePairs(text: string): Generator<string> {
  const folded = text.replace(/[\s\d,;"'|]+/g, " ");
  for (let at = 0; at < folded.length; at++) {
    if (folded.charCodeAt(at) < 128) continue;
    yield folded.slice(Math.max(0, at - 1), at + 1).toLowerCase();
    yield folded.slice(at, at + 2).toLowerCase();
  }
}

/** From about -1 (nonsense) to 1 (all pairs are ordinary). */
function likeness(telling: Buffer, encoding: string): number {
  const text = new TextDecoder(encoding).decode(telling);
  const known = knownPairs(encoding);
  let pairs = 0;
  let score = 0;
  for (const pair of telltalePairs(text)) {
    pairs++;
    if (known.has(pair)) score++;
    else if (isOdd(pair)) score--;
  }
  return pairs === 0 ? 0 : score / pairs;
}

// Control characters, a symbol inside a word, Cyrillic beside Latin.
const isOdd = (pair: string): boolean =>
  /[\u0080-\u009f]|[\p{L}][¹²³¾¿¡¢¤¥¦¨¬­¯±´µ¶·¸º×÷˘˙˛˝ˇ]|[¹²³¾¡¢¤¥¦¨¬¯´µ¶¸×÷˘˙˛˝ˇ][\p{L}]|[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]/u.test(
    pair,
  );

/** First bytes of the common characters, of punctuation and of wide letters. */
const isEveryday = (lead: number): boolean => (lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3;

/** Pairs of bytes that are everyday Chinese characters (GB 2312 level 1) or punctuation, as a share of all. */
function chineseLikeness(telling: Buffer): number {
  if (!decodes(new TextDecoder("gb18030", { fatal: true }), telling, true)) return -1;
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < telling.length - 1; at++) {
    const lead = telling[at] as number;
    if (lead < 0x81) continue;
    pairs++;
    if (isEveryday(lead) && (telling[at + 1] as number) >= 0xa1) common++;
    at++;
  }
  return pairs === 0 ? -1 : (common / pairs) * 2 - 1;
}
