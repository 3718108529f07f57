// Role × scope × route of a module: whatever is asked there, nobody reads or writes of a record what their rights do not reach,
// nor by a condition, nor by a share. A route that is not asked fails.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Routes } from "../../../core/plugins/routes.ts";
import type { TestPerson } from "../../support/app.ts";
import {
  type Marked,
  openReaching,
  reached,
  type Reaching,
  type Viewer,
  viewers,
  written,
} from "../../support/reaching.ts";
import { wholeDatabase } from "../../support/whole-database.ts";

const added = vi.spyOn(Routes.prototype, "add");
const routesSoFar = (): string[] =>
  added.mock.calls
    .flatMap(([router]) => router.stack)
    .flatMap(({ methods, path }) => methods.filter((one) => one !== "HEAD").map((one) => `${one} ${String(path)}`));

let office: Reaching;
beforeAll(async () => {
  office = await openReaching(["activities", "products", "warehouse"], routesSoFar);
}, 200_000);
afterAll(() => office.app.stop());

type Kind = "deal" | "activity" | "line";
const away = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);

/** Routes that show records, by the record in their address, or by none: then everything that is theirs stands there. */
const reading: Readonly<Record<string, Kind | readonly string[]>> = {
  "GET /activities/bell": ["/activities/bell"],
  "GET /activities/reminders": ["/activities/reminders"],
  "GET /activities/calendar": ["", "?by=day", "?by=month", "?by=team", "?whose=team", "?whose=all"].map(
    (query) => `/activities/calendar${query}`,
  ),
  "GET /activities/waiting": ["/activities/waiting"],
  "GET /api/v1/activities/waiting": ["/api/v1/activities/waiting"],
  "GET /activities/lately": ["/activities/lately", "/activities/lately?whose=team"],
  "GET /activities/log": ["/activities/log", "/activities/log?what=plan"],
  "GET /activities/times": ["/activities/times"],
  "GET /activities/:id/completion": "activity",
  "GET /activities/:id/tick": "activity",
  "GET /activities/:id/rescheduling": "activity",
  "GET /activities/:id/series": "activity",
  "GET /api/v1/activities/:id/series": "activity",
  "GET /api/v1/activities/:id/participants": "activity",
  "GET /api/v1/products/offers/:id": "deal",
  "GET /deal-lines/of/:id": "deal",
  "GET /api/v1/warehouse/age": ["/api/v1/warehouse/age"],
  "GET /warehouse/age": ["/warehouse/age"],
  "GET /api/v1/warehouse/reorder": ["/api/v1/warehouse/reorder"],
  "GET /warehouse/reorder": ["/warehouse/reorder"],
  "GET /warehouse/waiting": ["/warehouse/waiting"],
  "GET /api/v1/warehouse/turnover": ["/api/v1/warehouse/turnover"],
  "GET /warehouse/turnover": ["/warehouse/turnover"],
  "GET /api/v1/warehouse/variances": ["/api/v1/warehouse/variances"],
  "GET /warehouse/variances": ["/warehouse/variances"],
  "GET /api/v1/warehouse/reservations": ["/api/v1/warehouse/reservations"],
  "GET /warehouse/reservations": ["/warehouse/reservations", "/warehouse/reservations?ends=soon"],
  "GET /warehouse": ["/warehouse"],
};

const plurals = { deal: "deals", activity: "activities", line: "deal-lines" } as const;

/** The ways that every list has, asked of deals and of what the modules brought. */
const general: readonly string[] = Object.values(plurals).flatMap((plural) => [
  ...["?limit=200", "?q=quill&limit=200", "?sort=owner&limit=200", "?trash=true"].map(
    (query) => `/api/v1/${plural}${query}`,
  ),
  `/api/v1/${plural}/export.csv`,
  `/${plural}`,
  `/${plural}?q=quill`,
  `/${plural}/pick?name=x&x.q=quill`,
]);
const everywhere = [
  "/",
  "/search?q=quill",
  "/search/palette?q=quill",
  "/deals/board",
  "/api/v1/changes",
  "/api/v1/datasets/deals.deals/rows",
];
const ofOne = ["", "/peek", "/edit", "/access", "/shares", "/moves"];

interface Write {
  readonly of: Kind;
  /** True: a right of the module's own lets people do it with whatever they see. */
  readonly asSeen?: boolean;
  /** What is sent, as a form or, to `/api/`, as JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Routes that write to a record, or about one. */
const writing: Readonly<Record<string, (one: Marked) => Write>> = {
  "POST /activities/:id/nudge": () => ({ of: "activity", body: {} }),
  "POST /activities/:id/completion": () => ({ of: "activity", body: { result: "Done" } }),
  "POST /activities/:id/rescheduling": () => ({ of: "activity", body: { dueOn: away, day: away, on: away } }),
  "POST /activities/:id/handing": () => ({ of: "activity", body: { to: office.people.all.id } }),
  "POST /activities/:id/answer": () => ({ of: "activity", body: { answer: "yes" } }),
  "POST /api/v1/activities/:id/answer": () => ({ of: "activity", body: { answer: "yes" } }),
  "POST /activities/:id/series": () => ({ of: "activity", body: { end: "yes" } }),
  "PATCH /api/v1/activities/:id/series": () => ({ of: "activity", body: { scope: "all", subject: "Other" } }),
  "DELETE /api/v1/activities/:id/series": () => ({ of: "activity", body: {} }),
  "POST /api/v1/activities/handings": ({ activity }) => ({
    of: "activity",
    body: { activities: [activity], to: office.people.all.id },
  }),
  "POST /deal-lines/of/:id/additions": () => ({ of: "deal", body: { what: "Bolt", quantity: "3" } }),
  "POST /deal-lines/of/:id/changes": ({ line }) => ({
    of: "deal",
    body: { [`${line}.quantity`]: "9", [`quantity|${line}`]: "9" },
  }),
  "POST /deal-lines/of/:id/removal": ({ line }) => ({ of: "deal", body: { line } }),
  "POST /deal-lines/of/:id/approval": ({ line }) => ({ of: "deal", body: { line } }),
  "POST /deal-lines/of/:id/refusal": ({ line }) => ({ of: "deal", body: { line } }),
  "POST /warehouse/deals/:id/keeping": () => ({ of: "deal", asSeen: true, body: {} }),
  "POST /warehouse/deals/:id/release": () => ({ of: "deal", asSeen: true, body: {} }),
  "POST /api/v1/warehouse/reservations": ({ deal }) => ({ of: "deal", asSeen: true, body: { deal } }),
  "DELETE /api/v1/warehouse/reservations/:id": () => ({ of: "deal", asSeen: true, body: {} }),
};

/** What touches no record that belongs to somebody, or only by a secret, or a thing of one's own that is asked for elsewhere. */
const aside: readonly (readonly [RegExp, string])[] = [
  [/ \/activities\/(ical|feed|files|answers|replies|outside)\b/, "by a secret, or one's own: plugins/activities/tests"],
  [/ \/api\/v1\/activities\/(replies|free-times|calls|series)$/, "answers of guests, busy hours, and what is new"],
  [
    / \/activities\/(reminders\/|handings\/)|POST \/activities\/log$/,
    "one's own reminders and choices, and what is new",
  ],
  [
    / \/api\/v1\/products\/(price|calculat)|\/deal-lines\/of\/:id\/calculations|\/calculators\/|\/products\/setup/,
    "prices and calculators are everybody's; calculations: plugins/products/tests",
  ],
  [/ \/(api\/v1\/)?(stock-documents|warehouse\/(closing|labels|lots|scan|orders|stock))\b/, "stock belongs to nobody"],
];

const isAside = (route: string): boolean => aside.some(([shape]) => shape.test(route));

test("every route of the modules is asked, or said to touch nobody's records", () => {
  expect(office.routes.length).toBeGreaterThan(70);
  const asked = { ...reading, ...writing };
  expect(office.routes.filter((route) => !Object.hasOwn(asked, route) && !isAside(route))).toEqual([]);
  expect(Object.keys(asked).filter((route) => !office.routes.includes(route) || isAside(route))).toEqual([]);
});

const call = async (person: TestPerson, method: string, path: string, body?: Write["body"]) => {
  if (path.startsWith("/api/"))
    return await person.api(method, path, method === "GET" || method === "DELETE" ? undefined : body);
  if (method === "GET") return await person.visit(path, { headers: { "HX-Request": "true" } });
  return await person.send(path, body as Record<string, string>);
};
const split = (route: string): [string, string] => route.split(" ", 2) as [string, string];
const pathsOf = (route: string, what: Kind | readonly string[]): readonly string[] =>
  typeof what === "string" ? office.marked.map((one) => split(route)[1].replace(":id", one[what])) : what;
const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/quill-([a-z]+)-(?:deal|activity|line)/g)].map(([, whose = ""]) => whose)),
];
const isReached = (viewer: Viewer, whose: string, by = reached): boolean =>
  (by[viewer] as readonly string[]).includes(whose);

async function leaksIn(paths: readonly string[]): Promise<{ told: number; leaks: string[] }> {
  const leaks: string[] = [];
  let told = 0;
  for (const viewer of viewers)
    for (const path of paths) {
      const answer = await call(office.people[viewer], "GET", path);
      const names = namesIn(await answer.text());
      told += names.length;
      leaks.push(...names.filter((whose) => !isReached(viewer, whose)).map((whose) => `${viewer} ${path}: ${whose}`));
    }
  return { told, leaks };
}

describe("what is shown", () => {
  let told = 0;

  test.each([...general, ...everywhere])("%s: nobody's records that are out of reach", async (path) => {
    expect((await leaksIn([path])).leaks).toEqual([]);
  });

  test.each(["deal", "activity", "line"] as const)("a page of each %s, and its parts", async (kind) => {
    const paths = office.marked.flatMap((one) => [
      ...ofOne.map((part) => `/${plurals[kind]}/${one[kind]}${part}`),
      ...["", "/history", "/shares"].map((part) => `/api/v1/${plurals[kind]}/${one[kind]}${part}`),
    ]);
    const found = await leaksIn(paths);
    expect([found.leaks, found.told > 50]).toEqual([[], true]);
  });

  test.each(Object.entries(reading))("%s: nobody's records that are out of reach", async (route, what) => {
    const found = await leaksIn(pathsOf(route, what));
    told += found.told;
    expect(found.leaks).toEqual([]);
  });

  test("a way that tells everybody what is told to some would be found out", async () => {
    const text = await (await office.people.all.visit("/activities/calendar?whose=all")).text();
    const told = await (await office.people.all.visit("/activities")).text();
    expect(namesIn(text + told).filter((whose) => !isReached("team", whose))).not.toEqual([]);
  });

  test("and much is shown of those that are within", () => expect(told).toBeGreaterThan(100));
});

const missing = "01980000-0000-7000-8000-000000000000";
/** What differs in every answer: tokens of forms, numbers of requests, and words of the address that was asked for. */
const changing =
  /name="q" value="[^"]*"|value="[\w-]{60,}"|&quot;[\w-]{60,}&quot;|<code>[0-9a-f-]{36}<\/code>|"instance":"[^"]*"/g;

const nothing: Marked = { whose: "none", deal: missing, activity: missing, line: missing };

/** Status and answer of a write, as it would read of any record. */
async function answered(viewer: Viewer, route: string, one: Marked): Promise<string> {
  const [[method, shape], { of, body }] = [split(route), (writing[route] as (one: Marked) => Write)(one)];
  const answer = await call(office.people[viewer], method, shape.replace(":id", one[of]), body);
  return `${answer.status} ${(await answer.text()).replaceAll(one[of], "…").replaceAll(changing, "")}`;
}

describe("case 19: what is denied by a route of a module", () => {
  test.each(Object.entries(writing))(
    "%s: leaves everything as it was, and tells as little as if there were nothing",
    async (route, write) => {
      const closed = viewers.flatMap((viewer) =>
        office.marked
          .filter((one) => !isReached(viewer, one.whose, write(one).asSeen ? reached : written))
          .map((one) => ({ viewer, one })),
      );
      const before = await wholeDatabase(office.app.db);
      const denied: { viewer: Viewer; one: Marked; said: string }[] = [];
      for (const each of closed) denied.push({ ...each, said: await answered(each.viewer, route, each.one) });
      const after = await wholeDatabase(office.app.db);
      const wrong = Object.keys(after).filter((table) => after[table] !== before[table]);
      for (const { viewer, one, said } of denied) {
        const none = isReached(viewer, one.whose) ? said : await answered(viewer, route, nothing);
        if (said !== none) wrong.push(`${viewer} ${one.whose}: ${said}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe("what is written", () => {
  test("and it would be written by those within reach of it", async () => {
    const done: string[] = [];
    for (const [route, write] of Object.entries(writing)) {
      const [method, shape] = split(route);
      const one = office.marked.find(({ whose }) => whose === "far") as Marked;
      const { of, body } = write(one);
      const answer = await call(office.admin, method, shape.replace(":id", one[of]), body);
      if (answer.status < 400) done.push(route);
    }
    expect(done.length).toBeGreaterThan(8);
  });
});
