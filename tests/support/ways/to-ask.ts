// Every way by which one may ask with a field, without being shown it.
import type { TestPerson } from "../app.ts";
import type { Granted, KindName } from "../granted.ts";
import { datasets, fresh, names, page, pageOf, read, rest, textOf, uploaded, type Way } from "./way.ts";

/** What somebody may ask with: a field to filter, sort, group, add up or match by. */
export interface WayToAsk extends Way {
  readonly family: "word" | "hue" | "toll";
  /** True where a mask may be asked for too: it is shown, and whether it is blank is no secret. */
  readonly ofMasked: boolean;
  /** True where asking means writing: what may only be read cannot be asked with. */
  readonly typed?: boolean;
  ask(office: Granted, person: TestPerson, path: string): Promise<{ status: number; text: string }>;
}

const asked = (
  name: string,
  kind: KindName,
  more: {
    family?: WayToAsk["family"];
    ofMasked?: boolean;
    routes?: readonly string[];
    at: (path: string, o: Granted) => string;
  },
): WayToAsk => ({
  name: `${name} of ${kind}`,
  kind,
  routes: more.routes ?? [],
  family: more.family ?? "word",
  ofMasked: more.ofMasked ?? false,
  ask: async (office, person, path) => {
    const answer = await read(person, more.at(path, office));
    return { status: answer.status, text: await textOf(answer) };
  },
});

const questions: readonly (readonly [name: string, query: (path: string) => string, family?: "hue" | "toll"])[] = [
  ["equals", (path) => `filter[${path}]=first`],
  ["starts with", (path) => `filter[${path}][startsWith]=fi`],
  ["is one of", (path) => `filter[${path}][in]=first,second`],
  ["is at least", (path) => `filter[${path}][gte]=1`, "toll"],
  ["sorts up", (path) => `sort=${path}`],
  ["sorts down", (path) => `sort=-${path},name`],
];

export const waysToAsk: readonly WayToAsk[] = [
  ...datasets.flatMap(([kind, id]) => {
    const routes = ["GET /api/v1/datasets/:id/groups"];
    const groups = `/api/v1/datasets/${id}/groups`;
    return [
      ...questions.map(([name, query, family]) =>
        asked(`a dataset ${name}`, kind, {
          ...(family && { family }),
          at: (path) => `/api/v1/datasets/${id}/rows?${query(path)}`,
        }),
      ),
      asked("a dataset fields", kind, { ofMasked: true, at: (path) => `/api/v1/datasets/${id}/rows?fields=${path}` }),
      asked("a dataset groups", kind, { family: "hue", routes, at: (path) => `${groups}?by=${path}` }),
      asked("a dataset adds up", kind, { family: "toll", routes, at: (path) => `${groups}?by=owner&sum=${path}` }),
      asked("a dataset counts only", kind, { routes, at: (path) => `${groups}?by=owner&filter[${path}]=first` }),
    ];
  }),
  ...names.flatMap((kind) => [
    ...questions.flatMap(([name, query, family]) => [
      asked(`REST ${name}`, kind, { ...(family && { family }), at: (path, o) => `${rest(o, kind)}?${query(path)}` }),
      asked(`list ${name}`, kind, { ...(family && { family }), at: (path, o) => `${page(o, kind)}?${query(path)}` }),
      asked(`file ${name}`, kind, {
        ...(family && { family }),
        at: (path, o) => `${rest(o, kind)}/export.csv?${query(path)}`,
      }),
    ]),
    asked("REST blank", kind, { ofMasked: true, at: (path, o) => `${rest(o, kind)}?filter[${path}][empty]=true` }),
    asked("REST fields", kind, { ofMasked: true, at: (path, o) => `${rest(o, kind)}?fields=${path}` }),
    asked("list columns", kind, { ofMasked: true, at: (path, o) => `${page(o, kind)}?columns=name,${path}` }),
    asked("list groups", kind, { family: "hue", at: (path, o) => `${page(o, kind)}?group=${path}` }),
    asked("the box of a filter", kind, {
      at: (path, o) => `${page(o, kind)}/filter?field=${path}&op=startsWith&value=first`,
    }),
    asked("the box of a filter, blank", kind, {
      ofMasked: true,
      at: (path, o) => `${page(o, kind)}/filter?field=${path}&op=empty`,
    }),
    asked("a cell", kind, {
      ofMasked: true,
      at: (path, o) => `${pageOf(o, kind)}/cells/${path}?show=value`,
    }),
  ]),
  asked("summary by", "deal", {
    family: "hue",
    routes: ["GET /api/v1/deals/summary"],
    at: (path) => `/api/v1/deals/summary?group=${path}`,
  }),
  asked("summary with", "deal", { family: "toll", at: (path) => `/api/v1/deals/summary?group=stage&sum=${path}` }),
  asked("board by", "deal", { at: (path, o) => `/api/v1/pipelines/${o.pipeline}/board?filter[${path}]=first` }),
  {
    name: "the matching key of an import",
    kind: "contact",
    routes: ["PUT /api/v1/imports/:id/plan", "POST /api/v1/imports/:id/check"],
    family: "word",
    ofMasked: false,
    typed: true,
    ask: async (_, person, path) => {
      const id = await uploaded(person, `Name;Key\n${fresh()};first\n`);
      const plan = { columns: { Name: { to: "name" } }, fixed: { [path]: "first" }, match: path };
      const planned = await person.api("PUT", `/api/v1/imports/${id}/plan`, plan);
      const answer = planned.status < 400 ? await person.api("POST", `/api/v1/imports/${id}/check`) : planned;
      return { status: answer.status, text: await textOf(answer) };
    },
  },
];
