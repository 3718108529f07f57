// Archives as nobody would pack them.
import { crc32, deflateRawSync } from "node:zlib";

interface Part {
  readonly name: string;
  readonly content?: Buffer;
  /** Bytes it says it unpacks to, where that is a lie. */
  readonly declared?: number;
}

/** A zip of these parts. */
export function zipOf(...parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const part of parts) {
    const { common, packed, name } = packedPart(part);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(locals.reduce((sum, one) => sum + one.length, 0));
    locals.push(Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, packed]));
    const head = Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common]);
    entries.push(Buffer.concat([head, Buffer.alloc(10), at, name]));
  }
  const [body, directory] = [Buffer.concat(locals), Buffer.concat(entries)];
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}

function packedPart({ name, content = Buffer.from("-"), declared = content.length }: Part) {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(declared, 18);
  common.writeUInt16LE(name.length, 22);
  return { common, packed, name: Buffer.from(name) };
}
