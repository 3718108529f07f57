// The few things we use of two libraries that bring no types.
declare module "yauzl" {
  import type { Readable } from "node:stream";
  export interface Entry {
    readonly fileName: string;
    readonly compressedSize: number;
    readonly uncompressedSize: number;
  }
  export interface ZipFile extends AsyncIterable<Entry> {
    readonly entryCount: number;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    eachEntry(): AsyncIterable<Entry>;
    close(): void;
  }
  export function fromBufferPromise(
    buffer: Buffer,
    options?: { lazyEntries?: boolean; validateEntrySizes?: boolean },
  ): Promise<ZipFile>;
  export function openPromise(path: string, options?: { lazyEntries?: boolean; autoClose?: boolean }): Promise<ZipFile>;
}
declare module "saxen" {
  export class Parser {
    on(event: "openTag", handle: (name: string, attrs: () => Record<string, string>) => void): this;
    on(event: "closeTag", handle: (name: string) => void): this;
    on(event: "error" | "warn", handle: (problem: Error) => void): this;
    parse(xml: string): void;
  }
}
