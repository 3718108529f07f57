// Asks axe-core whether everybody can use a page: WCAG 2.2 A and AA and best practice, light and dark, wide and narrow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Fails with a readable list when axe finds anything on this page, or when it scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize();
  const faults: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      faults.push(...(await faultsOf(page)).map((fault) => `${theme} ${size.width}: ${fault}`));
    }
    const tooWide = (await page.evaluate("document.documentElement.scrollWidth - innerWidth")) as number;
    if (tooWide > 0) faults.push(`${size.width}: scrolls sideways by ${tooWide} px`);
  }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  expect(faults.join("\n"), `on ${page.url()}`).toBe("");
}

/** Colours on their way from one theme to the other are no fault. */
const calmDown = `(async () => {
  if (!window.calm) {
    window.calm = new CSSStyleSheet();
    window.calm.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets.push(window.calm);
  }
  await new Promise(requestAnimationFrame);
})()`;

/** Put in by the test's own door: the page's policy forbids scripts it does not know. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(calmDown);
  if (!(await page.evaluate("Boolean(window.axe)"))) await page.evaluate(source);
  const options = JSON.stringify({ runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
  const violations = (await page.evaluate(
    `axe.run(document, ${options}).then((found) => found.violations)`,
  )) as Violation[];
  return violations.map(
    ({ id, help, nodes }) => `${id} (${help}): ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}
