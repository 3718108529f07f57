// Style sheets, scripts and pictures. Their address changes with their content, so browsers keep them for ever.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context, Middleware } from "koa";
import { packingFor } from "./compression.ts";

/** A folder of files; each is named `<folder>/<path>`, those of a plugin `<prefix>/<path>`. */
export interface AssetFolder {
  readonly folder: string;
  readonly prefix: string;
}

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Map<string, Promise<Buffer>>;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".speculationrules": "application/speculationrules+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};
const base = "/assets/";
const packers = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * All files below these folders, in memory. A folder shares one hash, so that scripts in it can import each other
 * by their plain names.
 */
export class Assets {
  readonly #byPath = new Map<string, Asset>();
  readonly #urls = new Map<string, string>();

  constructor(folders: readonly AssetFolder[]) {
    for (const one of folders) this.add(one);
  }

  /** Address of `app/main.js`. A name nobody knows is a mistake. */
  url(name: string): string {
    const url = this.#urls.get(name);
    if (!url) throw new Error(`There is no asset "${name}"`);
    return url;
  }

  /** Answers requests below /assets/. */
  serve(): Middleware {
    return async (ctx, next) => {
      if (!ctx.path.startsWith(base)) return next();
      const asset = this.#byPath.get(ctx.path);
      if (!asset || (ctx.method !== "GET" && ctx.method !== "HEAD")) return void (ctx.status = 404);
      await answer(ctx, asset);
    };
  }

  /** Takes in the files of a folder as they are now; answers how to take them out. */
  add({ folder, prefix }: AssetFolder): () => void {
    const files = filesIn(folder).map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
    const hash = createHash("sha256");
    for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
    const start = `${base}${prefix}-${hash.digest("hex").slice(0, 12)}`;
    for (const { path, bytes } of files) {
      const type = types[extname(path)] ?? "application/octet-stream";
      this.#urls.set(`${prefix}/${path}`, `${start}/${path}`);
      this.#byPath.set(`${start}/${path}`, { type, plain: bytes, packed: new Map() });
    }
    return () => {
      for (const { path } of files) {
        this.#urls.delete(`${prefix}/${path}`);
        this.#byPath.delete(`${start}/${path}`);
      }
    };
  }
}

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return all
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

async function answer(ctx: Context, asset: Asset): Promise<void> {
  ctx.set("Cache-Control", "public, max-age=31536000, immutable");
  ctx.type = asset.type;
  const packing = isWorthPacking(asset) ? packingFor(ctx) : undefined;
  if (packing) ctx.set("Content-Encoding", packing);
  ctx.vary("Accept-Encoding");
  ctx.body = packing ? await packed(asset, packing) : asset.plain;
}

const isWorthPacking = ({ plain, type }: Asset): boolean =>
  plain.length >= 1024 && /^(text|application\/(json|manifest)|image\/svg)/.test(type);

/** Packs a file when it is first asked for, and keeps the result. */
function packed(asset: Asset, packing: "br" | "gzip"): Promise<Buffer> {
  const known = asset.packed.get(packing) ?? packers[packing](asset.plain);
  asset.packed.set(packing, known);
  return known;
}
