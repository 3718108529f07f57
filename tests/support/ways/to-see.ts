// Every way by which a value of a record comes out of the product.
import type { TestPerson } from "../app.ts";
import { type Granted, type KindName, kinds, letters } from "../granted.ts";
import {
  type Address,
  both,
  datasets,
  fresh,
  names,
  page,
  pageOf,
  part,
  read,
  rest,
  restOf,
  textOf,
  uploaded,
  type Way,
} from "./way.ts";

/** What somebody is shown. */
export interface WayToSee extends Way {
  /** True where whoever sees everything is shown values; false for ways that have to tell less. */
  readonly values: boolean;
  /** True for forms: what may only be read is not in them. */
  readonly typed?: boolean;
  /** True where fields are described and records are not. */
  readonly defines?: boolean;
  ask(office: Granted, person: TestPerson): Promise<string>;
}

type Sort = Partial<Pick<WayToSee, "values" | "typed" | "defines">>;
const form: Sort = { typed: true };
const emptyForm: Sort = { values: false, typed: true };
const described: Sort = { values: false, defines: true };
const nothing: Sort = { values: false };

/** The same address for each kind, read as a page or over REST. */
const perKind = (name: string, routes: readonly string[], at: Address, sort: Sort = {}): WayToSee[] =>
  names.map((kind) => one(`${name} of ${kind}`, kind, { routes, at, ...sort }));

const one = (name: string, kind: KindName, more: Sort & { routes: readonly string[]; at: Address }): WayToSee => ({
  name,
  kind,
  ...more,
  values: more.values ?? true,
  ask: async (office, person) => await textOf(await read(person, more.at(office, kind))),
});

/** Kinds with a dataset of the core, read by its name; `undefined` stands for the list of all. */
const ofDatasets = (name: string, route: string | undefined, path: string, sort: Sort = {}): WayToSee[] =>
  datasets.map(([kind, id]) =>
    one(`${name} of ${kind}`, kind, {
      routes: [`GET /api/v1/datasets${route === undefined ? "" : `/:id${route}`}`],
      at: () => `/api/v1/datasets${route === undefined ? "" : `/${id}${path}`}`,
      ...sort,
    }),
  );

export const waysToSee: readonly WayToSee[] = [
  ...perKind("the list", ["GET /:plural"], page),
  ...perKind("the list through a view", ["GET /:plural"], (o, kind) => `${page(o, kind)}?view=${o.views[kind]}`),
  ...perKind("the page", ["GET /:plural/:id"], (o, kind) => `${pageOf(o, kind)}?tab=details`),
  ...perKind("the history on the page", ["GET /:plural/:id"], (o, kind) => `${pageOf(o, kind)}?tab=history`),
  ...perKind("the glance", ["GET /:plural/:id/peek"], (o, kind) => `${pageOf(o, kind)}/peek`),
  ...perKind("the form", ["GET /:plural/:id/edit"], (o, kind) => `${pageOf(o, kind)}/edit`, form),
  ...perKind("a new one", ["GET /:plural/new"], (o, kind) => `${page(o, kind)}/new`, emptyForm),
  ...perKind("quick create", ["GET /new/:plural"], (_, kind) => `/new/${kinds[kind].plural}`, emptyForm),
  ...perKind("REST, the list", both("GET", ""), rest),
  ...perKind("REST, one", both("GET", "/:id"), restOf),
  ...perKind("REST, history", both("GET", "/:id/history"), (o, kind) => `${restOf(o, kind)}/history`),
  ...perKind("CSV", ["GET /:plural/export.csv"], (o, kind) => `${page(o, kind)}/export.csv`),
  ...perKind("CSV over REST", both("GET", "/export.csv"), (o, kind) => `${rest(o, kind)}/export.csv`),
  ...perKind("a workbook", ["GET /:plural/export.xlsx"], (o, kind) => `${page(o, kind)}/export.xlsx`),
  ...perKind("a workbook over REST", both("GET", "/export.xlsx"), (o, kind) => `${rest(o, kind)}/export.xlsx`),
  ...perKind("the choice of a filter", ["GET /:plural/filter"], (o, kind) => `${page(o, kind)}/filter`, described),
  ...perKind("a picker", ["GET /:plural/pick"], (o, kind) => `${page(o, kind)}/pick?name=x&x.q=Granted`, nothing),
  ...perKind("search", ["GET /search"], () => "/search?q=Granted"),
  ...perKind("the palette", ["GET /search/palette"], () => "/search/palette?q=Granted"),
  ...perKind("the schema", ["GET /api/v1/schemas/:kind"], (_, kind) => `/api/v1/schemas/${kind}`, described),
  ...perKind("OpenAPI", ["GET /api/v1/openapi.json"], () => "/api/v1/openapi.json", described),
  ...ofDatasets("a dataset's records", "/rows", "/rows?limit=50"),
  ...ofDatasets("a dataset", "", "", described),
  ...ofDatasets("all datasets", undefined, "", described),
  ...perKind("the list of fields", ["GET /api/v1/fields"], (_, kind) => `/api/v1/fields?kind=${kind}`, described),
  ...perKind("the list of views", ["GET /api/v1/views"], (_, kind) => `/api/v1/views?kind=${kind}`, described),
  ...perKind("the list of rules", ["GET /api/v1/rules"], (_, kind) => `/api/v1/rules?kind=${kind}`, nothing),
  ...perKind("the page of changes", ["GET /changes"], () => "/changes?who=all"),
  ...perKind("the feed of changes", ["GET /api/v1/changes"], () => "/api/v1/changes"),
  ...perKind("the trash", ["GET /trash"], (_, kind) => `/trash?kind=${kinds[kind].plural}`, nothing),
  ...perKind("a move", ["GET /:plural/:id/moves"], (o, kind) => `${pageOf(o, kind)}/moves`, nothing),
  ...names.flatMap((kind) => letters.map((letter) => cellOf(kind, letter))),
  one("vCards", "contact", {
    routes: ["GET /:plural/export.vcf", ...both("GET", "/export.vcf")],
    at: () => "/contacts/export.vcf",
  }),
  one("two to be merged", "contact", {
    routes: ["GET /contacts/:id/merge", "GET /companies/:id/merge"],
    at: (o) => `/contacts/${o.ids.contact[0]}/merge?with=${o.ids.contact[1]}`,
  }),
  one("a board", "vessel", { routes: ["GET /:plural/board"], at: () => "/vessels/board" }),
  one("more of a board", "vessel", {
    routes: ["GET /:plural/board/cards"],
    at: (o) => `/vessels/board/cards?column=&after=${o.cursor}`,
  }),
  one("the board of deals", "deal", { routes: ["GET /deals/board"], at: () => "/deals/board?owner=all" }),
  one("more of the board of deals", "deal", {
    routes: ["GET /deals/board/cards"],
    at: (o) => `/deals/board/cards?pipeline=${o.pipeline}&stage=${o.stage}&owner=all`,
  }),
  one("the board over REST", "deal", {
    routes: ["GET /api/v1/pipelines/:id/board"],
    at: (o) => `/api/v1/pipelines/${o.pipeline}/board`,
  }),
  ...(["stage", "closure", "reopening"] as const).map((what) =>
    one(`asking before a ${what}`, "deal", {
      routes: [`GET /deals/:id/${what}`],
      at: (o) => `/deals/${o.ids.deal[0]}/${what}?outcome=won&stage=${o.stage}`,
      values: false,
    }),
  ),
  one("Today", "deal", { routes: ["GET /"], at: () => "/?whose=team" }),
  {
    name: "a question in JSON",
    kind: "contact",
    routes: both("POST", "/query"),
    values: true,
    ask: async (_, person) => await textOf(await person.api("POST", "/api/v1/contacts/query", {})),
  },
  ...names.map(
    (kind): WayToSee => ({
      name: `the forms of ${kind} that follow what is typed`,
      kind,
      routes: ["POST /new/:plural/form", "POST /:plural/form", "POST /:plural/:id/form"],
      values: false,
      typed: true,
      ask: async (office, person) => {
        const paths = [`${pageOf(office, kind)}/form`, `${page(office, kind)}/form`, `/new/${kinds[kind].plural}/form`];
        const said = [];
        for (const path of paths) said.push(await textOf(await person.send(path, { name: "Typed" }, part)));
        return said.join();
      },
    }),
  ),
  ...(["contacts", "companies"] as const).map((plural) =>
    one(`the list of doubles among ${plural}`, "contact", {
      routes: [`GET /${plural}/duplicates`, `GET /api/v1/${plural}/duplicates`],
      at: () => `/api/v1/${plural}/duplicates`,
      values: false,
    }),
  ),
  {
    name: "doubles",
    kind: "contact",
    routes: ["POST /api/v1/contacts/duplicates", "POST /api/v1/companies/duplicates", "POST /new/:plural/similar"],
    values: false,
    ask: async (_, person) => {
      const similar = await person.send("/new/contacts/similar", { name: "Granted contact" }, part);
      const asked = await person.api("POST", "/api/v1/contacts/duplicates", { name: "Granted contact" });
      return (await textOf(similar)) + (await textOf(asked));
    },
  },
  {
    name: "an import that meets the record",
    kind: "contact",
    routes: ["GET /api/v1/imports/:id"],
    values: false,
    ask: async (_, person) => {
      const id = await uploaded(person, `Name;City\nGranted contact;${fresh()}\n`);
      const plan = { columns: { Name: { to: "name" } }, match: "name" };
      await person.api("PUT", `/api/v1/imports/${id}/plan`, plan);
      const checked = await person.api("POST", `/api/v1/imports/${id}/check`);
      const shown = await person.visit(`/imports/${id}`);
      const told = await person.api("GET", `/api/v1/imports/${id}`);
      return (await textOf(checked)) + (await textOf(shown)) + (await textOf(told));
    },
  },
];

/** What was asked for is said again; nothing else may be. */
function cellOf(kind: KindName, letter: string): WayToSee {
  const path = `custom.word_${letter}`;
  const cell = one(`a cell of ${kind}, ${letter}`, kind, {
    routes: ["GET /:plural/:id/cells/:field"],
    at: (o) => `${pageOf(o, kind)}/cells/${path}?show=value`,
  });
  return { ...cell, ask: async (office, person) => (await cell.ask(office, person)).replaceAll(path, "…") };
}
