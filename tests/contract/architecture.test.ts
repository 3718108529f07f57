// Who may import whom. The rules below are the architecture; docs/architecture.md only explains them.
import { describe, expect, test } from "vitest";
import { type Edge, importsOf, production } from "../support/sources.ts";

interface Rule {
  readonly name: string;
  /** An import that breaks exactly this rule. */
  readonly plant: Edge;
  breaks(edge: Edge): boolean;
}

const base = ["kernel", "settings"];
const ground = [...base, "db", "events", "i18n", "security"];
const face = /\.(routes|view|permissions)\.ts$|\/index\.ts$|^core\/records\/(pages|api|import\/wizard)\//;
const areas = ["contacts", "deals", "users", "mail", "webhooks", "sign-on", "backup", "today", "help"];
const container = ["core/app/container.ts", "core/plugins/plugin.ts", "core/plugins/scope.ts", "core/sdk/testing.ts"];
const rendering = /^npm:(koa|@koa\/|handlebars)/;

const rules: Rule[] = [
  only("the kernel imports nothing of ours", /^core\/kernel\//, [], "db"),
  only("settings know the kernel", /^core\/settings\//, ["kernel"], "db"),
  only("the database knows kernel and settings", /^core\/db\//, base, "events"),
  only("events know the database", /^core\/events\//, [...base, "db"], "records"),
  only("jobs know the database", /^core\/jobs\//, [...base, "db"], "records"),
  only("the way out knows kernel and settings", /^core\/outbound\//, base, "db"),
  only("words know kernel and settings", /^core\/i18n\//, [...base, "db"], "web"),
  only("security knows no records", /^core\/security\//, ["kernel", "settings", "db", "events", "i18n"], "records"),
  only("the web knows no areas and no database", /^core\/web\//, ["kernel", "settings", "security", "i18n"], "db"),
  only("the engine's rules know no web", rulesOf("records"), [...ground, "jobs"], "web"),
  only("the engine's face knows no areas", faceOf("records"), [...ground, "jobs", "web", "plugins/plugin"], "deals"),
  ...areas.flatMap(area),
  only(
    "the host knows no area",
    /^core\/plugins\//,
    [...ground, "jobs", "mail", "records", "web", "outbound"],
    "deals",
  ),
  to(
    "rules render nothing",
    (from) => !face.test(from) && /^core\/(contacts|deals|users|mail|today|records)\//.test(from),
    rendering,
    ["core/deals/deals.ts", "npm:handlebars"],
  ),
  to(
    "only main and cli put things together",
    (from) => !/^core\/(app\/|main\.ts|cli|sdk\/testing)/.test(from),
    /^core\/(app\/|main|cli)/,
    ["core/web/pages.ts", "core/app/wiring.ts"],
  ),
  only(
    "the demo knows areas, as a person would use them",
    /^core\/demo\//,
    [...ground, "records", "contacts", "deals", "users"],
    "web",
  ),
  to("core never imports plugins", /^core\//, /^plugins\//, ["core/deals/deals.ts", "plugins/kpi/index.ts"]),
  to("plugins see core through trellis/sdk", /^plugins\//, /^core\/|^npm:trellis(?!\/(sdk|testing)$)/, [
    "plugins/kpi/index.ts",
    "core/db/open.ts",
  ]),
  to("core does not go through its own door", /^core\//, /^npm:trellis\b/, ["core/deals/deals.ts", "npm:trellis/sdk"]),
  to("four files touch the container", (from) => !container.includes(from), /^npm:tsyringe/, [
    "core/deals/deals.ts",
    "npm:tsyringe",
  ]),
  to(
    "the driver is known in the database's folder",
    (from) => !/^core\/(db|events|jobs|cli|sdk\/testing|records\/(import|export|query))\//.test(from),
    /^npm:(pg|pg-copy-streams)$/,
    ["core/deals/deals.ts", "npm:pg"],
  ),
  to("plugins take router and context from the door", /^plugins\//, /^npm:(koa|@koa\/router)$/, [
    "plugins/kpi/kpi.routes.ts",
    "npm:koa",
  ]),
  {
    name: "plugins meet only through a published api",
    plant: { from: "plugins/kpi/index.ts", to: "plugins/warehouse/stock.ts" },
    breaks: ({ from, to }) =>
      from.startsWith("plugins/") && to.startsWith("plugins/") && owner(from) !== owner(to) && !to.endsWith("/api.ts"),
  },
];

describe("architecture", () => {
  const edges = production().flatMap(importsOf);

  test("reads the real tree", () => expect(edges.length).toBeGreaterThan(40));
  test("has a rule for every folder of core", () => expect(folders(edges).filter((name) => !known(name))).toEqual([]));
  test.each(rules)("$name", (rule) => expect(edges.filter((edge) => rule.breaks(edge))).toEqual([]));
  test.each(rules)("would notice: $plant.from → $plant.to", (rule) => expect(rule.breaks(rule.plant)).toBe(true));
  test("has a door that only opens: the sdk re-exports", () => {
    const [door] = production().filter(({ path }) => path === "core/sdk/index.ts");
    const rest = (door?.text ?? "")
      .replace(/\/\/.*/g, "")
      .replace(/export (?:type )?(?:\{[^}]*\}|\*(?: as \w+)?) from "[^"]+";/g, "");
    expect(door?.text).toContain("definePlugin");
    expect(rest.trim()).toBe("");
  });
  test("has no circles", () => expect(circleIn(edges)).toEqual([]));
  test("would notice a circle", () => expect(circleIn(planted)).toEqual(["a.ts", "b.ts", "c.ts", "a.ts"]));
});

const planted: Edge[] = [
  { from: "x.ts", to: "a.ts" },
  { from: "a.ts", to: "b.ts" },
  { from: "b.ts", to: "c.ts" },
  { from: "c.ts", to: "a.ts" },
];

/** Files matching `from` import only their own folder and the folders named. */
function only(name: string, from: RegExp, allowed: readonly string[], forbidden: string): Rule {
  const folder = /core\\\/([\w-]+)/.exec(from.source)?.[1] ?? "";
  const may = [folder, ...allowed].map((path) => new RegExp(`^core/${path}(/|\\.ts$)`));
  const example = from.test(`core/${folder}/index.ts`) ? "index" : folder;
  return {
    name,
    plant: { from: `core/${folder}/${example}.ts`, to: `core/${forbidden}/planted.ts` },
    breaks: (edge) => from.test(edge.from) && edge.to.startsWith("core/") && !may.some((path) => path.test(edge.to)),
  };
}

function area(name: string): Rule[] {
  const more =
    name === "today"
      ? ["contacts", "deals", "users"]
      : name === "deals"
        ? ["contacts"]
        : name === "users"
          ? ["mail"]
          : name === "webhooks"
            ? ["mail", "outbound"]
            : name === "sign-on"
              ? ["users", "outbound"]
              : [];
  const rules = [...ground, "jobs", "records", ...more];
  return [
    only(`${name}: rules know no web`, rulesOf(name), rules, "web"),
    only(
      `${name}: the face knows its own area`,
      faceOf(name),
      [...rules, "web", "plugins/plugin", "sdk/services"],
      "app",
    ),
  ];
}

function to(name: string, from: RegExp | ((path: string) => boolean), target: RegExp, [a, b]: [string, string]): Rule {
  const starts = typeof from === "function" ? from : (path: string) => from.test(path);
  return { name, plant: { from: a, to: b }, breaks: (edge) => starts(edge.from) && target.test(edge.to) };
}

function faceOf(folder: string): RegExp {
  return new RegExp(`^core/${folder}/(?=.*(\\.(routes|view|permissions)\\.ts|index\\.ts)$|(pages|api|import/wizard)/)`);
}

function rulesOf(folder: string): RegExp {
  return new RegExp(`^core/${folder}/(?!.*(\\.(routes|view|permissions)\\.ts|index\\.ts)$|(pages|api|import/wizard)/)`);
}

function folders(edges: readonly Edge[]): string[] {
  const names = edges.map(({ from }) => /^core\/([\w-]+)\//.exec(from)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

const known = (folder: string): boolean =>
  ["app", "cli", "sdk"].includes(folder) || rules.some((rule) => rule.plant.from.startsWith(`core/${folder}/`));

const owner = (path: string): string => path.split("/").slice(0, 2).join("/");

function circleIn(edges: readonly Edge[]): string[] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    done.add(node);
    return (next.get(node) ?? []).map(({ to }) => walk(to, [...path, node])).find((circle) => circle.length > 0) ?? [];
  };
  return [...next.keys()].map((node) => walk(node, [])).find((circle) => circle.length > 0) ?? [];
}
