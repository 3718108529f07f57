// Case 91 of the catalogue of attacks: every text that somebody can write is markup, and another person opens every page there is.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { openBrowser } from "../support/chromium.ts";
import { system } from "../support/people.ts";

let app: TestApp;
let browser: Browser;
let writer: TestPerson;
let reader: TestPerson;
/** What ran says which field it came from. */
let number = 0;
const marks: string[] = [];
const hostile = (where: string): string => {
  marks.push(where);
  const at = number++;
  const run = `(window.ran=window.ran||[]).push(${at})`;
  return [
    `"><script>${run}</script>`,
    `'><img src=x onerror="${run}">`,
    `<svg onload="${run}">`,
    `</textarea></title></script><iframe srcdoc="<script>parent.${run}</script>">`,
    `javascript:${run}`,
    `\${${run}}{{constructor.constructor('${run}')()}}`,
  ][at % 6] as string;
};

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  writer = await app.person("admin", { name: hostile("name of a person").slice(0, 100) });
  reader = await app.person("admin", { name: "Rada Reader" });
  await fill();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Every text of every kind that has pages, as far as the field takes it. */
async function fill(): Promise<void> {
  await words();
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  for (const name of ["company", "contact", "deal", "team"]) {
    const kind = app.get(services.kinds).get(name);
    const texts = kind.fields.filter(({ type }) => ["text", "longText", "tags"].includes(type.name));
    for (let turn = 0; turn < 3; turn++) {
      const made = await app.records.create(writer.actor, name, { name: `${name} ${turn} ${hostile(`${name}.name`)}` });
      for (const field of texts) await set(made.id, name, field.path, field.type.name);
      if (kind.ownerField) await writer.send(`/${kind.plural}/${made.id}/notes`, { body: hostile(`note of ${name}`) });
    }
  }
  await writer.send("/contacts/views", { name: hostile("name of a view"), sharedWith: "everyone" });
}

async function set(id: string, kind: string, path: string, type: string): Promise<void> {
  const text = hostile(`${kind}.${path}`);
  const value = type === "tags" ? [text.replaceAll(",", " ").slice(0, 40)] : text;
  const [first, second] = path.split(".");
  const input = second ? { [first as string]: { [second]: value } } : { [path]: value };
  // Fields that nobody writes, and those that take no such text, are none of this test's.
  await app.records.change(writer.actor, kind, id, input).catch(() => undefined);
}

/** What an administrator names: fields, options, kinds, roles, words. */
async function words(): Promise<void> {
  const label = () => ({ en: hostile("a label").slice(0, 60) });
  const options = [{ id: "one", label: { en: hostile("an option").slice(0, 60) } }];
  for (const kind of ["company", "contact", "deal"]) {
    await writer.api("POST", "/api/v1/fields", {
      kind,
      key: "own_text",
      schema: { "x-type": "text", "x-label": label(), "x-help": label() },
    });
    await writer.api("POST", "/api/v1/fields", {
      kind,
      key: "own_choice",
      schema: { "x-type": "choice", "x-label": label(), "x-options": options },
    });
  }
  await writer.api("POST", "/api/v1/roles", { name: hostile("name of a role").slice(0, 60) });
}

const patternOf = (url: string): string => new URL(url).pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id");
const links = `[...document.querySelectorAll("a[href]:not([download])")].map((one) => one.href).filter((href) => href.startsWith(location.origin))`;
const isFile = (url: string): boolean =>
  /\/(export|api|assets|logout)\b|\.(csv|xlsx|vcf|json)$/.test(new URL(url).pathname);

/** Pages of records twice, because another record may hold another text. */
async function crawl(page: Page, start: string): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const wave = [start];
  for (let url = wave.shift(); url !== undefined; url = wave.shift()) {
    const pattern = patternOf(url);
    if (isFile(url) || (seen.get(pattern) ?? 0) >= (pattern.includes(":id") ? 2 : 1)) continue;
    seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
    await page.goto(url, { waitUntil: "load" });
    wave.push(...((await page.evaluate(links)) as string[]));
  }
  return seen;
}

describe("case 91: texts that are markup", () => {
  test("run nowhere when somebody else opens every page, and no page asks for what its policy forbids", {
    timeout: 600_000,
  }, async () => {
    const context = await browser.newContext();
    const [name = "", value = ""] = reader.cookie.split("=");
    await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    const [ran, blocked]: [string[], string[]] = [[], []];
    await context.exposeFunction("tellRan", (at: number, where: string) => void ran.push(`${marks[at]} at ${where}`));
    await context.addInitScript(
      `Object.defineProperty(window, "ran", { value: { push: (at) => window.tellRan(at, location.pathname) }, writable: false });
       addEventListener("securitypolicyviolation", (event) => console.error("Content Security Policy: " + event.violatedDirective));`,
    );
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) blocked.push(`${page.url()}: ${message.text()}`);
    });
    page.on("dialog", (dialog) => (ran.push(`a dialog at ${page.url()}`), void dialog.dismiss()));
    const seen = await crawl(page, `${app.url}/`);
    expect(marks.length).toBeGreaterThan(40);
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining([
        "/contacts",
        "/contacts/:id",
        "/companies/:id",
        "/deals/:id",
        "/deals/board",
        "/settings/fields",
        "/settings/roles",
        "/changes",
      ]),
    );
    expect([ran, blocked]).toEqual([[], []]);
    await context.close();
  });

  test("would be noticed if one ran", async () => {
    const page = await browser.newPage();
    await page.setContent(`<p>${hostile("planted")}</p><script>(window.ran=window.ran||[]).push(7)</script>`);
    await expect.poll(() => page.evaluate("window.ran")).toContain(7);
    await page.close();
  });
});
