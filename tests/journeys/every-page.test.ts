// Follows every link an administrator sees, on data full of markup: each page opens, is accessible, silent in the console, and not too heavy.
import { dirname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visits } from "../support/plugin-folder.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { vessel } from "../support/vessels.ts";

// With the slow tests each page is looked at in both themes and sizes.
const looks = process.env["TRELLIS_TESTS"] === "slow" ? 2 : 1;
const markup = `<script>window.broken=1</script>"><img src=x onerror="window.broken=1">{{7*7}}\${7*7}`;
let app: TestApp;
let browser: Browser;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_PLUGINS_DIR: dirname(visits) } });
  browser = await openBrowser();
  ana = await app.person("admin", { name: `Ana ${markup}` });
  await fill();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A company, a person, a pipeline and deals, all with names that try to be code. */
async function fill(): Promise<void> {
  const create = (kind: string, input: object) => app.records.create(ana.actor, kind, input as Record<string, unknown>);
  const company = await create("company", { name: `Acme ${markup}`, website: "https://example.com" });
  await create("contact", { name: `Boris ${markup}`, company: company.id, email: "boris@example.com" });
  await ana.send("/deals/board/pipelines", { template: "simple" });
  const stages = (await app.records.list(ana.actor, "stage", { limit: 50 })).data.filter(
    (stage) => stage["type"] === "open",
  );
  for (const stage of stages) {
    const money = { amount: "1200", currency: "EUR" };
    await create("deal", {
      name: `Deal ${markup}`,
      company: company.id,
      pipeline: stage["pipeline"],
      stage: stage.id,
      amount: money,
    });
  }
  await ana.send(`/companies/${company.id}/notes`, { body: markup });
  await ownKind(company.id);
  await moduleOn(company.id);
}

/** A module that is on, with a record of its kind. */
async function moduleOn(company: string): Promise<void> {
  const agree = { kinds: { company: ["read"], deal: ["read"] } };
  await ana.api("PUT", "/api/v1/plugins/visits/enabling", { everyone: true, agree });
  await ana.api("POST", "/api/v1/visits", { subject: `Visit ${markup}`, company });
}

/** A kind of the administrator's own, with a board, that leads to the company. */
async function ownKind(company: string): Promise<void> {
  const words = { en: `Ship ${markup}`.slice(0, 60) };
  await ana.api("POST", "/api/v1/kinds", {
    ...vessel,
    one: words,
    many: words,
  });
  const custom = { state: "planned", client: company, price: { amount: "12", currency: "EUR" } };
  await ana.api("POST", "/api/v1/objects/vessels", { name: `Ship ${markup}`, custom });
  await ana.api("POST", "/api/v1/kinds", { ...vessel, name: "raft", plural: "rafts", newKey: null });
  await ana.api("DELETE", "/api/v1/kinds/raft", undefined, { "If-Match": "*" });
}

/** One address for all records of a kind, and for all fields it has from the start; queries choose what a page shows, not which page it is. */
const patternOf = (url: string): string =>
  new URL(url).pathname
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replace(/(?<=^\/settings\/fields\/of\/)\w+\/\w+$/, ":kind/:field");

const linksOn = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll("a[href]:not([download])")].map((one) => one.href).filter((href) => href.startsWith(location.origin))`,
  );

/** Icons of the page that the sprite does not have. */
const iconsWithoutPicture = `(async () => {
  const wanted = [...new Set([...document.querySelectorAll("use")].map((one) => one.getAttribute("href")))];
  if (wanted.length === 0) return [];
  const sprite = await (await fetch(wanted[0].split("#")[0])).text();
  return wanted.map((href) => href.split("#")[1]).filter((id) => !sprite.includes('id="' + id + '"'));
})()`;

/** What is wrong with the page that is open. */
async function faultsOf(page: Page, html: string): Promise<string[]> {
  const nodes = (await page.evaluate("document.querySelectorAll('*').length")) as number;
  const bytes = brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length;
  const icons = (await page.evaluate(iconsWithoutPicture)) as string[];
  const headings = (await page.evaluate("document.querySelectorAll('h1').length")) as number;
  return [
    ...(nodes > 2500 ? [`${nodes} nodes`] : []),
    ...(bytes > 15_360 ? [`${bytes} bytes`] : []),
    ...icons.map((icon) => `no picture for ${icon}`),
    ...(headings === 1 ? [] : [`${headings} main headings`]),
    ...((await page.title()).includes(" – ") ? [] : [`title "${await page.title()}" does not say where`]),
    ...((await page.evaluate("window.broken")) ? ["text of people ran as script"] : []),
    ...(html.includes("<script>window.broken") ? ["text of people stands as markup"] : []),
    ...(await expectAccessible(page, looks).then(
      () => [],
      (error: { actual?: string }) => [String(error.actual ?? error)],
    )),
  ];
}

const isFile = (url: string): boolean => /\/(export|api|assets)\b|\.(csv|xlsx|vcf|json)$/.test(new URL(url).pathname);

/** What was found behind one address. */
interface Look {
  readonly faults: readonly string[];
  readonly links: readonly string[];
}

/** A tab of Ana's browser that looks at one page after another, and hears what the console says meanwhile. */
async function openTab(context: BrowserContext): Promise<(url: string) => Promise<Look>> {
  const page = await context.newPage();
  let said: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && said.push(`console: ${message.text()}`)));
  page.on("pageerror", (error) => void said.push(`script: ${error.message}`));
  return async (url) => {
    said = [];
    const answer = await page.goto(url);
    const faults = answer?.ok() ? await faultsOf(page, await answer.text()) : [String(answer?.status())];
    const links = (await linksOn(page)) as string[];
    return { faults: [...faults, ...said].map((fault) => `${patternOf(url)}: ${fault}`), links };
  };
}

/** Follows the links in waves, each page once; the tabs share a wave, so that both cores have work. */
async function crawl(context: BrowserContext, start: string): Promise<{ seen: string[]; faults: string[] }> {
  const tabs = await Promise.all([1, 2, 3].map(() => openTab(context)));
  const seen = new Map<string, string>();
  const faults: string[] = [];
  const unseen = (links: readonly string[]): string[] =>
    links.filter((url) => {
      if (seen.has(patternOf(url)) || isFile(url)) return false;
      seen.set(patternOf(url), url);
      return true;
    });
  let wave = unseen([start]);
  while (wave.length > 0) {
    const next: string[] = [];
    const left = [...wave];
    const work = async (look: (url: string) => Promise<Look>): Promise<void> => {
      for (let url = left.shift(); url !== undefined; url = left.shift()) {
        const found = await look(url);
        faults.push(...found.faults);
        next.push(...found.links);
      }
    };
    await Promise.all(tabs.map(work));
    wave = unseen(next);
  }
  return { seen: [...seen.keys()], faults };
}

test("every page opens, is accessible and light, and runs nothing but our own script", {
  timeout: 600_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);

  const { seen, faults } = await crawl(context, `${app.url}/`);

  expect(seen).toEqual(
    expect.arrayContaining([
      "/",
      "/companies",
      "/companies/:id",
      "/deals/board",
      "/contacts/new",
      "/vessels/board",
      "/settings/kinds",
      "/settings/modules/visits",
      "/visits/board",
    ]),
  );
  expect(faults.join("\n")).toBe("");
  await context.close();
});
