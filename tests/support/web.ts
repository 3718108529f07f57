// A small server around the middleware under test: pages, words and errors are the real ones.
import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Koa, { type Middleware } from "koa";
import { openLog } from "../../core/kernel/log.ts";
import { loadWords } from "../../core/i18n/words.ts";
import { Assets } from "../../core/web/assets.ts";
import { errors } from "../../core/web/error-page.ts";
import { freshness } from "../../core/web/freshness.ts";
import { headers } from "../../core/web/headers.ts";
import { language } from "../../core/web/language.ts";
import { Pages } from "../../core/web/pages.ts";
import { openTemplates, type Render, renderFrom } from "../../core/web/render.ts";
import type { Shell } from "../../core/web/shell.ts";
import { filesIn } from "./files-in.ts";

const root = join(import.meta.dirname, "../..");
export const words = loadWords(root);
const folder = (prefix: string) => ({ prefix, folder: join(root, "core/web/assets", prefix) });
export const assets = new Assets([folder("app"), folder("vendor")]);
export const clock = { now: () => new Date("2026-11-22T10:00:00Z") };

/** The product's templates, and some of a test's own by name. */
export function renderWith(own: Readonly<Record<string, string>> = {}): Render {
  const folders = [{ folder: join(root, "templates") }, { folder: templatesOf(own) }];
  return renderFrom(openTemplates(folders, { words, assets, clock }));
}

/** Templates in a folder of their own. */
export const templatesOf = (own: Readonly<Record<string, string>>): string =>
  filesIn(Object.fromEntries(Object.entries(own).map(([name, source]) => [`${name}.hbs`, source])));

const person = { id: "p1", name: "Ana", initials: "A", theme: "auto", shortcuts: true };
const shell: Shell = {
  company: "Kolev",
  menu: [{ label: "web.settings", path: "/things", icon: "list" }],
  tray: [],
  create: [],
  person,
};

export interface WebServer {
  readonly url: string;
  readonly pages: Pages;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Status of a bodiless request with exactly these headers; fetch would add and drop some. */
  status(method: string, path: string, headers: Record<string, string>): Promise<number>;
  close(): Promise<void>;
}

/** Starts a server whose last middleware is the test's. */
export async function serve(
  make: (pages: Pages) => Middleware[],
  own: Readonly<Record<string, string>> = {},
): Promise<WebServer> {
  const pages = new Pages({ render: renderWith(own), words, shell: () => shell });
  const app = new Koa();
  app.silent = true;
  const around = [freshness(), headers({ secure: false }), language(words, () => undefined)];
  const log = openLog("silent");
  for (const one of [...around, errors({ pages, log }), assets.serve(), ...make(pages)]) app.use(one);
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    pages,
    fetch: (path, init) => fetch(url + path, { redirect: "manual", ...init }),
    status: (method, path, headers) =>
      new Promise((done, fail) => {
        const sent = request(url + path, {
          method,
          headers: { ...headers, ...(method === "POST" && { "Content-Length": "0" }) },
        });
        sent
          .on("response", (answer) => (answer.resume(), done(answer.statusCode ?? 0)))
          .on("error", fail)
          .end();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
