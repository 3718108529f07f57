// Asks axe-core whether everybody can use a page: WCAG 2.2 A and AA and best practice, light and dark, wide and narrow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };
const looks = [
  { theme: "light", size: wide },
  { theme: "dark", size: wide },
  { theme: "dark", size: narrow },
  { theme: "light", size: narrow },
] as const;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Both themes and both sizes in two looks, or one of the four; which depends on the address, so that all are seen among some pages. */
function looksAt(url: string, howMany: 1 | 2): readonly (typeof looks)[number][] {
  const first = new URL(url).pathname.length % 4;
  return looks.filter((_, at) => at === first || (howMany === 2 && at === (first + 2) % 4));
}

/** Throws a readable list when axe finds anything on this page, in two looks or in one, or when it scrolls sideways there. */
export async function expectAccessible(page: Page, howMany: 1 | 2 = 2): Promise<void> {
  const before = page.viewportSize();
  const faults: string[] = [];
  for (const { theme, size } of looksAt(page.url(), howMany)) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.evaluate(fromTheTop);
    faults.push(...(await lastingFaultsOf(page)).map((fault) => `${theme} ${size.width}: ${fault}`));
  }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (faults.length > 0) throw new Error(`On ${page.url()}:\n${faults.join("\n")}`);
}

/** What is half under the bar at the top because somebody scrolled is no fault; neither is what has not been laid out yet. */
const fromTheTop = `new Promise((done) => {
  scrollTo({ top: 0, behavior: "instant" });
  requestAnimationFrame(done);
})`;

/** What is gone a moment later was a page on its way. */
async function lastingFaultsOf(page: Page): Promise<string[]> {
  if ((await faultsOf(page)).length === 0) return [];
  await page.waitForTimeout(1_000);
  await page.evaluate(fromTheTop);
  return await faultsOf(page);
}

/** Put in by the test's own door: the page's policy forbids scripts it does not know. */
async function faultsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate("Boolean(window.axe)"))) await page.evaluate(source);
  // No rule asked for here reads style sheets, so none is fetched again for axe.
  const options = JSON.stringify({
    runOnly: { type: "tag", values: tags },
    resultTypes: ["violations"],
    preload: false,
  });
  const [violations, tooWide] = (await page.evaluate(
    `axe.run(document, ${options}).then((found) => [found.violations, document.documentElement.scrollWidth - innerWidth])`,
  )) as [Violation[], number];
  const found = violations.map(
    ({ id, help, nodes }) => `${id} (${help}): ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  return tooWide > 0 ? [...found, `scrolls sideways by ${tooWide} px`] : found;
}
