// What a file is, by its bytes: the name and the type that a sender says are worth nothing.
import { open } from "node:fs/promises";
import { extname } from "node:path";
import { mediaTypeOf } from "../fields/types/media-types.ts";
import { packedType } from "./packed.ts";
import { signed, typeBySignature } from "./signatures.ts";

interface Said {
  readonly name: string;
  /** A tidy media type. */
  readonly type: string;
}

const unknown = "application/octet-stream";
const HEAD = 4_096;

/** The type of the file at this path; where bytes do not tell, as it was said to be, if the bytes allow it. */
export async function typeOf(path: string, said: Said): Promise<string> {
  const head = await headOf(path);
  const found = typeBySignature(head);
  if (found === "application/zip") return await packedType(path, head);
  if (found === "application/x-cfb") return isOldOffice.test(said.type) ? said.type : found;
  if (found) return found;
  if (looksLikeText(head)) return isText(said.type) ? said.type : textType(said.name);
  return isTold(said.type) ? unknown : said.type;
}

// Word, Excel and PowerPoint of former days look all the same from outside.
const isOldOffice = /^application\/(msword|vnd\.ms-(excel|powerpoint|outlook))$/;

const isText = (type: string): boolean =>
  /^text\/|[/+](json|xml|javascript|yaml)$|^message\/rfc822$|^image\/svg\+xml$/.test(type);

/** True for a type that these bytes would have shown. */
const isTold = (type: string): boolean =>
  isText(type) || signed.has(type) || isOldOffice.test(type) || /^image\/|officedocument|opendocument/.test(type);

// Browsers call a table of texts by the program that opens it.
function textType(name: string): string {
  const type = mediaTypeOf(extname(name)) ?? "";
  return isText(type) ? type : "text/plain";
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function looksLikeText(head: Buffer): boolean {
  const isWide = /^(?:\xff\xfe|\xfe\xff)/.test(head.toString("latin1", 0, 2));
  return isWide || !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}
