// What browsers and programs ask while every way in and out is walked once, kept as scanners read it.
import { vi } from "vitest";
import type { Granted } from "./granted.ts";
import { waysIn } from "./ways/in.ts";
import { waysToAsk } from "./ways/to-ask.ts";
import { waysToSee } from "./ways/to-see.ts";
import type { Way } from "./ways/way.ts";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** Walks every route as somebody who may do everything; answers one request of each kind. */
export async function recordWays(office: Granted): Promise<readonly Asked[]> {
  const fetched = vi.spyOn(globalThis, "fetch");
  try {
    for (const way of enough(waysToSee)) await way.ask(office, office.admin);
    for (const way of enough(waysToAsk)) await way.ask(office, office.admin, `custom.${way.family}_d`);
    for (const way of enough(waysIn))
      await way.write(office, office.admin, { path: "custom.word_d", value: "scanned" });
    await office.admin.api("POST", "/api/v1/contacts/query", question);
    await office.admin.api("GET", "/api/v1/contacts?q=Granted&limit=5&include=owner");
    const all = fetched.mock.calls.flatMap(([input, init]) => asked(input, init) ?? []);
    return [...new Map(all.map((one) => [shapeOf(one), one])).values()];
  } finally {
    fetched.mockRestore();
  }
}

/** Every part that a question to a list has. */
const question = {
  q: "Granted",
  filter: { all: [{ field: "custom.word_d", op: "contains", value: "first" }] },
  sort: [{ field: "name", direction: "asc" }],
  fields: ["name", "custom.word_d"],
  limit: 5,
};

/** All ways of one kind, and of the others only what the first has not: kinds share their code. */
function enough<W extends Way>(ways: readonly W[]): readonly W[] {
  const known = new Set(ways.filter(({ kind }) => kind === "contact").flatMap(({ routes }) => routes));
  return ways.filter(({ kind, routes }) => kind === "contact" || routes.some((route) => !known.has(route)));
}

/** Uploads are left out: what is in a file is no parameter. */
function asked(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Asked | undefined {
  const body = init.body ?? "";
  if (typeof body !== "string" && !(body instanceof URLSearchParams)) return undefined;
  const headers = new Headers(init.headers);
  if (body instanceof URLSearchParams) headers.set("Content-Type", "application/x-www-form-urlencoded");
  return { method: init.method ?? "GET", url: new URL(String(input)), headers, body: String(body) };
}

/** The same for requests that differ in values alone. */
function shapeOf({ method, url, headers, body }: Asked): string {
  const path = url.pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id");
  const typed = headers.get("content-type")?.includes("urlencoded")
    ? [...new URLSearchParams(body).keys()].join()
    : body.replaceAll(/:"[^"]*"/g, "");
  return [method, path, [...url.searchParams.keys()].join(), typed].join(" ");
}
