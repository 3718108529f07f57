// What a scanner is to change in recorded requests: every parameter of every route once, marked with a star as sqlmap reads it.
// Names that people choose count as well, because they could become names of columns: in brackets, with a dot, as keys of JSON.
import type { Routes } from "../../../core/plugins/routes.ts";
import type { Asked } from "../recorded.ts";

export type Layer = Parameters<Routes["add"]>[0]["stack"][number];

export interface Target {
  /** The route as it is declared, and by which number it came: the same in every run. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** As it goes over the line, with the stars. */
  readonly request: string;
  readonly url: string;
}

/** Puts a star behind a value that no request before had at its place; answers others as they are. */
type Mark = (parameter: string, value: string) => string;

/** Requests in which nothing is left to be changed are not among the targets. */
export function targetsOf(requests: readonly Asked[], routes: readonly Layer[]): readonly Target[] {
  const known = new Set<string>();
  const targets = requests
    .map((one, at) => targetOf(one, at, { route: routeOf(one, routes), known }))
    .filter(({ parameters }) => parameters.length > 0);
  return [...targets, whoAsks(requests, "cookie"), whoAsks(requests, "authorization")];
}

interface Place {
  readonly route: Layer | undefined;
  readonly known: Set<string>;
}

function targetOf(asked: Asked, at: number, { route, known }: Place): Target {
  const parameters: string[] = [];
  const path = `${asked.method} ${String(route?.path ?? asked.url.pathname)}`;
  const mark: Mark = (parameter, value) => {
    const key = `${path} ${parameter}`;
    if (known.has(key)) return value;
    known.add(key);
    parameters.push(parameter);
    return `${value}*`;
  };
  const address = markedPath(asked.url, route, mark) + markedQuery(asked.url, mark);
  const body = markedBody(asked, mark);
  const headers = [...asked.headers].map(([name, value]) => `${name}: ${value}`);
  const request = [`${asked.method} ${address} HTTP/1.1`, `Host: ${asked.url.host}`, ...headers, "", body].join("\n");
  return { name: `${at + 1} ${path}`, parameters, request, url: asked.url.href };
}

/** The route that says most of the address itself: it is the one that answers. */
function routeOf({ method, url }: Asked, routes: readonly Layer[]): Layer | undefined {
  const fit = routes.filter(({ methods, regexp }) => methods.includes(method) && regexp.test(url.pathname));
  return fit.toSorted((one, other) => said(other) - said(one))[0];
}

const said = ({ path }: Layer): number => String(path).replaceAll(/:\w+/g, "").length;

function markedPath({ pathname }: URL, route: Layer | undefined, mark: Mark): string {
  const found = route && new RegExp(route.regexp.source, "di").exec(pathname);
  const spans = found?.indices?.slice(1).filter((span) => span !== undefined) ?? [];
  const names = route?.paramNames.map(({ name }) => String(name)) ?? [];
  let [marked, at] = ["", 0];
  for (const [index, [from, to]] of spans.entries()) {
    marked += pathname.slice(at, from) + mark(`:${names[index]}`, pathname.slice(from, to));
    at = to;
  }
  return marked + pathname.slice(at);
}

function markedQuery({ searchParams }: URL, mark: Mark): string {
  const pairs = [...searchParams].map(([name, value]) => {
    const [first = "", ...inside] = name.split("[");
    const names = inside.map((one, at) => `[${mark(`${first}[${at}]`, one.replace("]", ""))}]`);
    return `${first}${names.join("")}=${mark(`?${name}`, encodeURIComponent(value))}`;
  });
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

function markedBody({ headers, body }: Asked, mark: Mark): string {
  if (!body) return "";
  if (!headers.get("content-type")?.includes("urlencoded"))
    return JSON.stringify(markedJson(JSON.parse(body), "", mark));
  const pairs = [...new URLSearchParams(body)].map(([name, value]) => {
    const key = name.includes(".") ? mark(`name of ${name}`, name) : name;
    return `${key}=${mark(name, encodeURIComponent(value))}`;
  });
  return pairs.join("&");
}

/** Objects whose keys are names of fields or columns. */
const named = /^(custom|columns|fixed|choices)$/;

function markedJson(value: unknown, path: string, mark: Mark): unknown {
  if (Array.isArray(value)) return value.map((one) => markedJson(one, `${path}[]`, mark));
  if (value === null || typeof value !== "object") return mark(path, String(value));
  const own = named.test(path.split(".").at(-1) ?? "");
  const entries = Object.entries(value).map(([key, one]) => {
    const inside = path ? `${path}.${key}` : key;
    return [own ? mark(`name of ${inside}`, key) : key, markedJson(one, inside, mark)];
  });
  return Object.fromEntries(entries);
}

/** Who asks is found out alike for every route: for pages by the session, for programs by the token. They are tried last. */
function whoAsks(requests: readonly Asked[], header: string): Target {
  const asked = requests.find(({ method, headers }) => method === "GET" && headers.has(header));
  if (!asked) throw new Error(`No request was recorded with the header ${header}`);
  const tried = [header, "user-agent", "referer"];
  const value = (name: string): string => asked.headers.get(name) ?? asked.url.origin;
  const lines = tried.map((name) => `${name}: ${value(name)}*`);
  // Without any value in the address sqlmap would try the address as well.
  const request = [`GET ${asked.url.pathname}?limit=1 HTTP/1.1`, `Host: ${asked.url.host}`, ...lines, "", ""].join(
    "\n",
  );
  return { name: `who asks, by ${header}`, parameters: tried, request, url: asked.url.href };
}
