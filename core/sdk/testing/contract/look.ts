// What somebody sees of the core, as text that is the same twice.
import type { TestPerson } from "../person.ts";

const pages = ["/", "/deals", "/deals/new", "/contacts", "/companies"];

/** The pages that modules add to, that of a deal among them, and what the API says there is. */
export async function look(person: TestPerson, deal: string): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {};
  for (const path of [...pages, `/deals/${deal}`]) {
    const answer = await person.visit(path);
    seen[path] = `${answer.status} ${textOf(await answer.text())}`;
  }
  const { paths } = (await (await person.api("GET", "/api/v1/openapi.json")).json()) as { paths: object };
  return { ...seen, api: Object.keys(paths).join(" ") };
}

/** The words of a page, without its addresses and how long ago something was. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<(script|style|template)[\s\S]*?<\/\1>/g, "")
    .replaceAll(/<time[\s\S]*?<\/time>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
