// Two offices that differ only in values that somebody may not see give this somebody the same answers, byte for byte.
import { posted, textOf, unlike } from "../../../support/differing.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Routes } from "../../../../core/plugins/routes.ts";
import type { TestPerson } from "../../../support/app.ts";
import { allReadable } from "../../../support/readable.ts";
import { closedPaths, type Office, openOffice } from "../../../support/secrets.ts";

const added = vi.spyOn(Routes.prototype, "add");
let office: Office;
let people: Record<string, TestPerson>;
let routes: readonly string[];
let before: ReadonlyMap<string, string>;
let after: ReadonlyMap<string, string>;
/** What the ways answer when they leak: here to somebody who may see everything. */
let planted: { readonly before: readonly string[]; readonly after: readonly string[] };

beforeAll(async () => {
  let sales: TestPerson | undefined;
  office = await openOffice(async (app) => {
    for (const kind of ["contacts", "companies", "deals", "vessels"])
      for (const role of ["sales", "manager"])
        for (const action of ["read", "export", "change", "delete", "import", "merge"])
          await app.grant(role, `${kind}.${action}`, "all");
    sales = await app.person("sales", { name: "Ana" });
    return sales;
  });
  people = { sales: sales as TestPerson, manager: await office.app.person("manager", { name: "Boris" }) };
  // What was called is forgotten before the first test begins.
  routes = added.mock.calls
    .flatMap(([router]) => router.stack)
    .flatMap(({ methods, path }) => (methods.includes("GET") ? [String(path)] : []));
  before = await answers();
  const told = await wholeAnswers();
  await office.exchange();
  after = await answers();
  planted = { before: told, after: await wholeAnswers() };
}, 400_000);
afterAll(() => office.app.stop());

const plurals = Object.keys(closedPaths);
const kinds: Readonly<Record<string, string>> = {
  contacts: "contact",
  companies: "company",
  deals: "deal",
  vessels: "vessel",
};

/** One secret of each sort, from before and after. */
const telling = (): readonly string[] =>
  office.secrets.filter((_, at) => [0, 3, 5, 7, 9, 11, 14, 16, 18, 20].includes(at));

/** Every question that a list may be asked about what one may not see, and some about what one may. */
function questions(plural: string): string[] {
  const asked = (closedPaths[plural] ?? []).flatMap((path) => [
    `sort=${path}`,
    `sort=-${path},name`,
    `fields=name,${path}`,
    `include=${path}`,
    `columns=name,${path}`,
    ...[
      "[empty]=true",
      "[notEmpty]=true",
      "[gte]=50000",
      "[eq]=4711001",
      "[contains]=4711",
      "[startsWith]=%2B35988",
      "[in]=QX4711A,ZK0815Z",
    ].map((rest) => `filter[${path}]${rest}`),
  ]);
  const found = telling().map((secret) => `q=${encodeURIComponent(secret)}`);
  const view = plural === "contacts" ? [`view=${office.view}`] : [];
  return ["", "count=exact", "trash=true", "sort=name&limit=1", "q=a", ...asked, ...found, ...view];
}

const asking = (path: string, plural: string): string[] => questions(plural).map((query) => `${path}?${query}`);

/** One question of each sort: files and pages read lists by the same words as REST, which is asked them all. */
const someOf = (path: string, plural: string): string[] =>
  asking(path, plural).filter(
    (one) =>
      !/\[(notEmpty|eq|contains|in|startsWith)\]|include=|sort=-|count=|[?]q=|columns=name,(custom|base|rate)/.test(
        one,
      ),
  );
const ofEach = (make: (plural: string, ids: readonly string[]) => readonly string[]) => (): readonly string[] =>
  plurals.flatMap((plural) => make(plural, office.ids[plural] ?? []));
const restOf = (plural: string): string => (plural === "vessels" ? "objects/vessels" : plural);
const none = (): readonly string[] => [];
const just =
  (...paths: readonly string[]) =>
  () =>
    paths;
const records = (rest: string) => ofEach((plural, ids) => ids.map((id) => `/${plural}/${id}${rest}`));
const restRecords = (rest: string) =>
  ofEach((plural, ids) => ids.map((id) => `/api/v1/${restOf(plural)}/${id}${rest}`));
const deal = (rest: string) => () => (office.ids["deals"] ?? []).map((id) => `/deals/${id}${rest}`);
const ofOne = (plural: string, make: (id: string) => readonly string[]) => () =>
  (office.ids[plural] ?? []).flatMap(make);

/** What reports read of a list, by its name. */
const datasets: Readonly<Record<string, string>> = {
  contacts: "contacts.contacts",
  companies: "contacts.companies",
  deals: "deals.deals",
};

/** Addresses for every route with GET; a route that is missing here fails the test. `none` is for what shows no records. */
const corpus: Readonly<Record<string, () => readonly string[]>> = {
  "/:plural": ofEach((plural) => someOf(`/${plural}`, plural)),
  "/:plural/:id": ofEach((plural, ids) =>
    ids.flatMap((id) => [`/${plural}/${id}`, `/${plural}/${id}?tab=details`, `/${plural}/${id}?in=sort%3Dname`]),
  ),
  "/:plural/:id/access": records("/access"),
  "/:plural/:id/actions/:action": records("/actions/merge"),
  "/:plural/:id/cells/:field": ofEach((plural, ids) =>
    ids.flatMap((id) => ["name", ...(closedPaths[plural] ?? [])].map((path) => `/${plural}/${id}/cells/${path}`)),
  ),
  "/:plural/:id/edit": records("/edit"),
  "/:plural/:id/moves": records("/moves"),
  "/:plural/:id/peek": records("/peek"),
  "/:plural/:id/shares": records("/shares"),
  "/:plural/board": just("/vessels/board", "/deals/board", "/contacts/board"),
  "/:plural/board/cards": just("/vessels/board/cards?column=built", "/contacts/board/cards"),
  "/:plural/export.csv": ofEach((plural) => someOf(`/${plural}/export.csv`, plural)),
  "/:plural/export.vcf": just("/contacts/export.vcf", "/deals/export.vcf"),
  "/:plural/export.xlsx": ofEach((plural) => [
    `/${plural}/export.xlsx`,
    `/${plural}/export.xlsx?sort=${closedPaths[plural]?.[0]}`,
  ]),
  "/:plural/filter": ofEach((plural) =>
    ["name", ...(closedPaths[plural] ?? [])].map((path) => `/${plural}/filter?field=${path}`),
  ),
  "/:plural/new": ofEach((plural) => [`/${plural}/new`, `/${plural}/new?${closedPaths[plural]?.[0]}=4711`]),
  "/:plural/pick": ofEach((plural) =>
    ["a", ...telling()].map((text) => `/${plural}/pick?q=${encodeURIComponent(text)}`),
  ),
  "/commands/:command": none,
  "/api/v1/:plural": ofEach((plural) => asking(`/api/v1/${restOf(plural)}`, plural)),
  "/api/v1/:plural/:id": restRecords("?include=owner"),
  "/api/v1/:plural/:id/access": restRecords("/access"),
  "/api/v1/:plural/:id/history": restRecords("/history"),
  "/api/v1/:plural/:id/shares": restRecords("/shares"),
  "/api/v1/:plural/export.csv": ofEach((plural) => someOf(`/api/v1/${restOf(plural)}/export.csv`, plural)),
  "/api/v1/:plural/export.vcf": just("/api/v1/contacts/export.vcf"),
  "/api/v1/:plural/export.xlsx": just("/api/v1/contacts/export.xlsx", "/api/v1/deals/export.xlsx"),
  "/api/v1/changes": just("/api/v1/changes", "/api/v1/changes?types=deal.*,contact.*"),
  "/api/v1/companies/duplicates": just("/api/v1/companies/duplicates"),
  "/api/v1/contacts/duplicates": just("/api/v1/contacts/duplicates"),
  "/api/v1/companies/:id": ofOne("companies", (id) => [`/api/v1/companies/${id}`]),
  "/api/v1/contacts/:id": ofOne("contacts", (id) => [`/api/v1/contacts/${id}`]),
  "/api/v1/datasets": just("/api/v1/datasets"),
  "/api/v1/datasets/:id": just(...Object.values(datasets).map((id) => `/api/v1/datasets/${id}`)),
  "/api/v1/datasets/:id/rows": () =>
    Object.entries(datasets).flatMap(([plural, id]) => someOf(`/api/v1/datasets/${id}/rows`, plural)),
  "/api/v1/datasets/:id/groups": () =>
    Object.entries(datasets).flatMap(([plural, id]) =>
      (closedPaths[plural] ?? []).flatMap((path) => [
        `/api/v1/datasets/${id}/groups?by=${path}`,
        `/api/v1/datasets/${id}/groups?by=owner&sum=${path}`,
        `/api/v1/datasets/${id}/groups?by=owner&filter[${path}][notEmpty]=true`,
      ]),
    ),
  "/api/v1/me/usage": just("/api/v1/me/usage"),
  "/api/v1/definition-changes": just("/api/v1/definition-changes"),
  "/api/v1/deals/:id/stages": ofOne("deals", (id) => [`/api/v1/deals/${id}/stages`]),
  "/api/v1/deals/figures": just(
    "/api/v1/deals/figures",
    "/api/v1/deals/figures?from=2020-01-01&to=2030-01-01&target=900000",
  ),
  "/api/v1/deals/forecast": just("/api/v1/deals/forecast?from=2020-01-01&to=2030-01-01"),
  "/api/v1/deals/funnel": () => [`/api/v1/deals/funnel?pipeline=${office.pipeline}&from=2020-01-01&to=2030-01-01`],
  "/api/v1/deals/losses": just("/api/v1/deals/losses?from=2020-01-01&to=2030-01-01"),
  "/api/v1/deals/summary": just(
    ...["amount", "weighted", "baseAmount", "probability"].map((sum) => `/api/v1/deals/summary?group=stage&sum=${sum}`),
    ...["amount", "rate", "owner", "closeDate.month"].map((group) => `/api/v1/deals/summary?group=${group}`),
    "/api/v1/deals/summary?group=stage&filter[amount][gte]=50000",
  ),
  "/api/v1/exchange-rates": just("/api/v1/exchange-rates"),
  "/api/v1/field-access": just("/api/v1/field-access"),
  "/api/v1/field-access/:kind": just("/api/v1/field-access/deal"),
  "/api/v1/fields": ofEach((plural) => [`/api/v1/fields?kind=${kinds[plural]}`]),
  "/api/v1/fields/:id": () => [`/api/v1/fields/${office.field}`],
  "/api/v1/fields/:id/index": () => [`/api/v1/fields/${office.field}/index`],
  "/api/v1/fields/:id/uses": () => [`/api/v1/fields/${office.field}/uses`],
  "/api/v1/fields/:id/type-changes": () => [`/api/v1/fields/${office.field}/type-changes`],
  "/api/v1/fields/:id/type-changes/:change": none,
  "/api/v1/fields/:id/type-changes/:change/misfits": none,
  "/api/v1/fields/:id/type-changes/:change/misfits.csv": none,
  "/api/v1/fields/:id/option-changes/:change": none,
  // Whole files, by ids that only records say which one may see.
  "/api/v1/files/:id": none,
  "/files/:id": none,
  "/api/v1/imports": just("/api/v1/imports"),
  "/api/v1/imports/:id": none,
  "/api/v1/imports/:id/errors.csv": none,
  "/api/v1/kinds": just("/api/v1/kinds"),
  "/api/v1/kinds/:name": just("/api/v1/kinds/vessel"),
  "/api/v1/layouts": just("/api/v1/layouts?kind=deal"),
  "/api/v1/layouts/:kind": just("/api/v1/layouts/deal"),
  "/api/v1/objects/:plural": just("/api/v1/objects/vessels", "/api/v1/objects/vessels?sort=custom.price"),
  "/api/v1/objects/:plural/:id": ofOne("vessels", (id) => [`/api/v1/objects/vessels/${id}`]),
  "/api/v1/objects/:plural/:id/access": ofOne("vessels", (id) => [`/api/v1/objects/vessels/${id}/access`]),
  "/api/v1/objects/:plural/:id/shares": ofOne("vessels", (id) => [`/api/v1/objects/vessels/${id}/shares`]),
  "/api/v1/objects/:plural/:id/history": ofOne("vessels", (id) => [`/api/v1/objects/vessels/${id}/history`]),
  "/api/v1/objects/:plural/export.csv": just("/api/v1/objects/vessels/export.csv"),
  "/api/v1/objects/:plural/export.vcf": none,
  "/api/v1/objects/:plural/export.xlsx": just("/api/v1/objects/vessels/export.xlsx"),
  "/api/v1/openapi.json": just("/api/v1/openapi.json"),
  "/api/v1/pipelines/:id/board": () =>
    ["", "?q=Cranes", "?filter[amount][gte]=50000", "?filter[source][empty]=true"].map(
      (query) => `/api/v1/pipelines/${office.pipeline}/board${query}`,
    ),
  "/api/v1/plugins": just("/api/v1/plugins"),
  // Which modules there are, and what they bring.
  "/api/v1/plugins/:id": none,
  "/api/v1/plugins/:id/plan": none,
  "/api/v1/plugins/:id/settings": none,
  "/api/v1/plugins/:id/settings/teams/:team": none,
  "/api/v1/plugins/:id/settings/me": none,
  "/api/v1/plugin-nodes": none,
  "/api/v1/plugins/:id/adoption": none,
  "/api/v1/roles": just("/api/v1/roles"),
  "/api/v1/roles/:role": just("/api/v1/roles/sales"),
  "/api/v1/rules": ofEach((plural) => [`/api/v1/rules?kind=${kinds[plural]}`]),
  "/api/v1/rules/:id": none,
  "/api/v1/rules/:id/report": none,
  "/api/v1/schemas/:kind": ofEach((plural) => [`/api/v1/schemas/${kinds[plural]}`]),
  "/api/v1/views": ofEach((plural) => [`/api/v1/views?kind=${kinds[plural]}`]),
  "/api/v1/words/:language": none,
  // What other systems are told is as much as the webhook's owner sees: tests/core/webhooks.
  "/api/v1/webhooks": just("/api/v1/webhooks"),
  "/api/v1/webhooks/:id": none,
  "/api/v1/webhooks/:id/deliveries": none,
  "/": just("/", "/?whose=team"),
  // Lists one's own files too, which this test takes out between the two looks; what it shows of records is in the history.
  "/changes": none,
  "/changes/definitions": just("/changes/definitions"),
  "/companies/:id": none,
  "/companies/duplicates": just("/companies/duplicates"),
  "/contacts/duplicates": just("/contacts/duplicates"),
  "/companies/:id/merge": none,
  "/contacts/:id": none,
  "/contacts/:id/consents/new": none,
  "/contacts/:id/employments/new": none,
  "/contacts/:id/merge": () => {
    const [one, other] = office.ids["contacts"] ?? [];
    return [`/contacts/${one}/merge?with=${other}`];
  },
  "/deals/:id/closure": deal("/closure?outcome=lost"),
  "/deals/:id/deciders/new": deal("/deciders/new"),
  "/deals/:id/menu": deal("/menu"),
  "/deals/:id/reopening": deal("/reopening"),
  "/deals/:id/stage": deal("/stage"),
  "/deals/board": () => ["", "?owner=me", "?owner=team", "?q=Ropes"].map((query) => `/deals/board${query}`),
  "/deals/board/cards": () => [`/deals/board/cards?pipeline=${office.pipeline}&stage=${office.stage}`],
  "/deals/figures": just("/deals/figures", "/deals/figures?from=2020-01-01&to=2030-01-01&target=900000"),
  "/imports": just("/imports"),
  "/new/:plural": ofEach((plural) => [`/new/${plural}`]),
  "/search": () => ["a", "Harbour", ...telling()].map((text) => `/search?q=${encodeURIComponent(text)}`),
  "/search/palette": () => ["a", "Cranes", ...telling()].map((text) => `/search/palette?q=${encodeURIComponent(text)}`),
  "/trash": ofEach((plural) => [`/trash?kind=${plural}`]),
};

/** Pages that show nothing of records. */
const without =
  /^\/(api\/v1\/(alerts|audit|backups|exports|identity-providers)|exports|help|login|me|password|problems|schemas|settings|setup|welcome|imports\/)/;

async function answers(): Promise<Map<string, string>> {
  await allReadable(office.app.db);
  const said = new Map<string, string>();
  for (const [role, person] of Object.entries(people)) {
    const paths = [...new Set(Object.values(corpus).flatMap((make) => make()))];
    for (const path of paths) said.set(`${role} ${path}`, await answerTo(person, path));
    for (const [at, [path, body]] of posted.entries())
      said.set(`${role} POST ${at} ${path}`, await textOf(await person.api("POST", path, body)));
  }
  return said;
}

const wholeAnswers = async (): Promise<string[]> =>
  await Promise.all(
    ["/contacts", "/vessels", "/deals/board", "/api/v1/deals", "/contacts/export.csv", "/api/v1/changes"].map((path) =>
      answerTo(office.admin, path),
    ),
  );

/** A record beside its list is only ever a part of a page. */
const asPart = (path: string): RequestInit => (path.endsWith("/peek") ? { headers: { "HX-Request": "true" } } : {});

const answerTo = async (person: TestPerson, path: string): Promise<string> =>
  await (path.startsWith("/api/") ? person.api("GET", path) : person.visit(path, asPart(path))).then(
    textOf,
    (error: unknown) => {
      throw new Error(`No answer to ${path}`, { cause: error });
    },
  );

describe("what one may not see", () => {
  test("is asked for on every route there is", () => {
    const paths = routes.filter((path) => !without.test(path));
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => !Object.hasOwn(corpus, path))).toEqual([]);
  });

  test("case 28: makes no difference to any answer", () => {
    const differing = [...before].filter(([asked, said]) => after.get(asked) !== said);
    const told = differing.map(([asked, said]) => ({
      asked,
      said: unlike(said, after.get(asked)),
      now: unlike(after.get(asked), said),
    }));
    expect(told).toEqual([]);
    expect(before.size).toBeGreaterThan(500);
  });

  test("would be found out, did a way tell of it", () => {
    expect(planted.before.filter((said, at) => said === planted.after[at])).toEqual([]);
  });

  test("stands in no answer", () => {
    // What was typed into an address is said again; nothing else may be.
    const echoed = (asked: string, secret: string): boolean =>
      asked.includes(encodeURIComponent(secret)) || asked.includes(secret);
    const telling = [...before, ...after].filter(([asked, said]) =>
      office.secrets.some((secret) => said.includes(secret) && !echoed(asked, secret)),
    );
    expect(telling.map(([asked]) => asked)).toEqual([]);
  });

  test("is there, for those who may see it", async () => {
    const seen = await Promise.all(
      ["/deals", "/contacts", "/vessels", "/api/v1/changes", "/deals/board"].map((path) =>
        answerTo(office.admin, path),
      ),
    );
    expect(
      seen.filter((said) =>
        office.secrets.some((secret) => said.includes(secret) || said.includes(Number(secret).toLocaleString("en"))),
      ),
    ).toHaveLength(5);
  });

  test("breaks no page", () => {
    expect(
      [...before].filter(([, said]) => said.startsWith("5")).map(([asked, said]) => [asked, said.slice(0, 200)]),
    ).toEqual([]);
  });
});
