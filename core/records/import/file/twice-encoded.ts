// "MÃ¼ller": UTF-8 that somebody opened as windows-1252 and saved again. It can be undone without loss.

const bytesOf1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder("windows-1252").decode(Uint8Array.of(byte)), byte]),
);
const follower = [...bytesOf1252]
  .filter(([, byte]) => byte >= 0x80 && byte <= 0xbf)
  .map(([letter]) => letter)
  .join("");
const lead = [...bytesOf1252]
  .filter(([, byte]) => byte >= 0xc2 && byte <= 0xf4)
  .map(([letter]) => letter)
  .join("");
const sequence = new RegExp(`[${lead}][${follower.replace(/[\\\]^-]/g, "\\$&")}]{1,3}`, "g");
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** True when most of the letters beyond ASCII come in such sequences. */
export function looksTwiceEncoded(text: string): boolean {
  const beyond = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  if (beyond === 0) return false;
  const inSequences = (text.match(sequence) ?? []).filter((found) => undo(found) !== found).join("").length;
  return inSequences >= beyond * 0.8;
}

export const undoTwice = (text: string): string => text.replace(sequence, undo);

function undo(found: string): string {
  const bytes = Uint8Array.from(found, (letter) => bytesOf1252.get(letter) ?? 0);
  try {
    return utf8.decode(bytes);
  } catch {
    return found.length > 2 ? undo(found.slice(0, -1)) + found.slice(-1) : found;
  }
}
