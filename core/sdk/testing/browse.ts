// A page in a real browser, as somebody. One browser serves a whole application, and goes with it.
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./chromium.ts";
import type { TestPerson } from "./person.ts";

export interface Browsing {
  /** The page at a path, as this person sees it; throws when the answer is an error. */
  visit(person: TestPerson, path: string): Promise<Page>;
  close(): Promise<void>;
}

/** Starts no browser before somebody visits a page. */
export function browsing(url: string): Browsing {
  let browser: Promise<Browser> | undefined;
  return {
    async visit({ cookie, actor }, path) {
      const context = await (await (browser ??= openBrowser())).newContext({ locale: actor.language });
      const [name = "", value = ""] = cookie.split("=");
      await context.addCookies([{ name, value, url }]);
      const page = await context.newPage();
      const answer = await page.goto(url + path);
      if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()}`);
      return page;
    },
    async close() {
      await (await browser)?.close();
    },
  };
}
