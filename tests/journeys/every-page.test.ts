// Follows every link an administrator sees, on data full of markup: each page opens, is accessible, silent in the console, and not too heavy.
import { dirname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visits } from "../support/plugin-folder.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { vessel } from "../support/vessels.ts";

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
  await ana.api("PUT", "/api/v1/plugins/visits/enabling", { everyone: true });
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

/** One address for all records of a kind; queries choose what a page shows, not which page it is. */
const patternOf = (url: string): string => new URL(url).pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id");

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
    ...(await expectAccessible(page).then(
      () => [],
      (error: { actual?: string }) => [String(error.actual ?? error)],
    )),
  ];
}

test("every page opens, is accessible and light, and runs nothing but our own script", {
  timeout: 600_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  const faults: string[] = [];
  const seen = new Map<string, string>();
  page.on(
    "console",
    (message) => void (message.type() === "error" && faults.push(`${page.url()}: console: ${message.text()}`)),
  );
  page.on("pageerror", (error) => void faults.push(`${page.url()}: script: ${error.message}`));

  const queue = [`${app.url}/`];
  for (const url of queue) {
    if (seen.has(patternOf(url)) || /\/(export|api|assets)\b|\.(csv|xlsx|vcf|json)$/.test(new URL(url).pathname))
      continue;
    seen.set(patternOf(url), url);
    const answer = await page.goto(url);
    if (!answer?.ok()) faults.push(`${patternOf(url)}: ${answer?.status()}`);
    else faults.push(...(await faultsOf(page, await answer.text())).map((fault) => `${patternOf(url)}: ${fault}`));
    queue.push(...((await linksOn(page)) as string[]));
  }

  expect([...seen.keys()]).toEqual(
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
