// Lint rules of our own: what no general linter knows about this house. Each shows one mistake that it would notice.
import { describe, expect, test } from "vitest";
import { functionsIn } from "../support/branches.ts";
import { production, type Source, sourcesIn, withoutComments } from "../support/sources.ts";

interface Rule {
  readonly name: string;
  /** A file and a line in it that break this rule. */
  readonly plant: Source;
  readonly wrong: RegExp;
  /** Where it is allowed, or where it does not count. */
  readonly except?: RegExp;
}

const queryLayer = /^core\/(db|records\/(query|store|history|import|export|search|fields))\//;
const browser = /^(core|plugins\/[^/]+)\/(web\/)?assets\//;
/** The one module that reads who is calling and by which name. */
const address = /^core\/web\/address\.ts$/;

const code: Rule[] = [
  rule(
    "transactions are opened by Database only",
    /\bknex\.transaction\(|\.transactionProvider\(|\btrx\.(commit|rollback)\(/,
    {
      path: "core/deals/deals.ts",
      text: "const trx = await db.knex.transaction();",
      except: /^core\/db\/database\.ts$/,
    },
  ),
  rule("raw SQL outside the query layer is a literal", /\.(raw|\w+Raw)\(\s*(?:[^"'`\s)]|`[^`]*\$\{)/, {
    path: "core/deals/deals.ts",
    text: "query.whereRaw(`amount > ${wanted}`)",
    except: queryLayer,
  }),
  rule("order by outside the query layer is a literal", /\.orderBy\(\s*[^"'\s]/, {
    path: "core/deals/deals.ts",
    text: "query.orderBy(wanted.sort)",
    except: queryLayer,
  }),
  rule(
    "names and addresses of a request are read in one module",
    /\bctx\.(?:request\.|req\.)?(?:host|hostname|origin|href|ip|ips|protocol)\b/,
    {
      path: "core/users/sessions.routes.ts",
      text: "const link = `https://${ctx.host}/reset`;",
      except: address,
    },
  ),
  rule("forwarded headers are read in one module", /["'`](?:x-forwarded-|forwarded["'`]|x-real-ip)/i, {
    path: "core/users/sessions.routes.ts",
    text: 'const address = ctx.get("X-Forwarded-For");',
    // Health answers before there is a context; it trusts the header only to refuse.
    except: /^core\/(web\/address|app\/health)\.ts$/,
  }),
  rule("unescaped text is made in one helper", /\bSafeString\b/, {
    path: "core/deals/deals.view.ts",
    text: "return new Handlebars.SafeString(deal.name);",
    except: /^core\/web\/(helpers\/|html\.ts|render\.ts)/,
  }),
  rule(
    "only the outbound module calls other servers",
    /(?<![\w.])fetch\(|\bhttps?\.(?:request|get)\(|import \{[^}]*\b(?:request|get)\b[^}]*\} from ["']node:http["']|["'](?:undici|axios|node:https|node:http2)["']/,
    {
      path: "core/deals/rates.ts",
      text: "const answer = await fetch(url);",
      except: /^core\/outbound\/|^core\/sdk\/testing\//,
    },
  ),
  rule("nothing is printed past the log", /\bconsole\.\w+\(/, {
    path: "core/deals/deals.ts",
    text: "console.log(deal);",
  }),
  rule("chance comes from node:crypto", /\bMath\.random\b/, {
    path: "core/security/tokens.ts",
    text: "const token = Math.random().toString(36);",
    // Picks a sample of numbers; nobody gains by guessing it.
    except: /^core\/records\/import\/profile\//,
  }),
  rule(
    "an actor is never left out",
    /\bactor\?\s*:|:\s*Actor\s*\|\s*(?:null|undefined)|:\s*(?:null|undefined)\s*\|\s*Actor\b/,
    {
      path: "core/deals/deals.ts",
      text: "close(actor: Actor | undefined, id: string): void",
      // Here it is found out who is asking; before that, nobody is.
      except: /^core\/(security\/identify|web\/context)\.ts$/,
    },
  ),
  rule("requests are parsed by the body parser", /JSON\.parse\([^)]*\b(?:ctx|request|req)\b/, {
    path: "core/records/api/batch.routes.ts",
    text: "const wanted = JSON.parse(ctx.request.body);",
  }),
  rule(
    "paths of files never come from a request",
    /\b(?:readFile|createReadStream|writeFile|createWriteStream|unlink|rm)\w*\([^)]*\bctx\./,
    {
      path: "core/records/import/import.routes.ts",
      text: "await readFile(join(folder, ctx.params.name))",
    },
  ),
  rule(
    "routes, views and pages hold no SQL",
    /["'`]\s*(?:select\s[^"'`]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\s/i,
    {
      path: "core/deals/deals.routes.ts",
      text: 'db.query({ text: "select id from deals" })',
      except: /^(?!.*\.(?:routes|view)\.ts$|core\/web\/)/,
    },
  ),
  rule(
    "names say what a thing is",
    /\b(?:class|interface|type|const|function)\s+(?:\w*(?:Service|Manager|Helper|Util|Utils|Impl)\b|I[A-Z][a-z])/,
    {
      path: "core/deals/deals.ts",
      text: "export class DealService {",
      // Handlebars calls them so.
      except: /^core\/web\/helpers\//,
    },
  ),
  rule("a fresh thought has an issue, not a note in the code", /\b(?:TODO|FIXME|XXX)\b|[Cc]oming soon/, {
    path: "core/deals/deals.ts",
    text: 'const text = "TODO: sums";',
  }),
];

const templates: Rule[] = [
  rule("templates never print unescaped text", /\{\{\{|\{\{&/, {
    path: "templates/deals/show.hbs",
    text: "<h1>{{{deal.name}}}</h1>",
  }),
  rule(
    "templates hold no script and no style",
    /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|\shx-on|["']\s*(?:js|javascript):/i,
    {
      path: "templates/deals/show.hbs",
      text: '<button hx-on:click="go()">',
    },
  ),
  rule("templates load nothing from other servers", /\s(?:src|srcset|action|poster)="(?:https?:)?\/\//i, {
    path: "templates/layouts/page.hbs",
    text: '<script src="https://cdn.example/x.js"></script>',
  }),
];

describe("code", () => {
  const sources = production()
    .filter(({ path }) => !browser.test(path))
    .map(({ path, text }) => ({ path, text: withoutComments(text) }));
  test.each(code)("$name", (wanted) => expect(breaches(wanted, sources)).toEqual([]));
  test.each(code)("would notice: $plant.text", (wanted) => expect(breaches(wanted, [wanted.plant])).toHaveLength(1));
});

describe("templates", () => {
  const sources = ["templates", "plugins"].flatMap((folder) => sourcesIn(folder, ".hbs"));
  test.each(templates)("$name", (wanted) => expect(breaches(wanted, sources)).toEqual([]));
  test.each(templates)("would notice: $plant.text", (wanted) =>
    expect(breaches(wanted, [wanted.plant])).toHaveLength(1),
  );
});

describe("functions", () => {
  // Read once for all: it is most of the time these tests take.
  const all = [...production(), ...sourcesIn("core/web/assets/app", ".js")].flatMap(functionsIn);
  const tangled = (functions: typeof all): string[] =>
    functions.filter(({ ways }) => ways > 8).map(({ place, ways }) => `${place}: ${ways}`);
  const long = (functions: typeof all): string[] =>
    functions.filter(({ lines, place }) => lines > (place.includes(".routes.ts:") ? 60 : 40)).map(({ place }) => place);
  const nine = `function pick(n: number) {\n${"  if (n > 1) return n;\n".repeat(8)}  return n ?? 0;\n}`;
  const fortyOne = `function long() {\n${"  go();\n".repeat(40)}}`;

  test("have eight ways through them at most", () => expect(tangled(all)).toEqual([]));
  test("would notice nine", () => expect(tangled(functionsIn({ path: "a.ts", text: nine }))).toEqual(["a.ts:1: 9"]));
  test("have 40 lines of their own at most, a list of routes 60", () => expect(long(all)).toEqual([]));
  test("would notice 41", () => expect(long(functionsIn({ path: "a.ts", text: fortyOne }))).toEqual(["a.ts:1"]));
});

describe("files", () => {
  const names = ["core", "plugins", "tests"].flatMap((folder) => sourcesIn(folder, ".ts"));
  const good = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:routes|view|permissions|schema|fields|bench|d))?(?:\.test)?\.ts$/;
  const misnamed = (path: string): boolean => !good.test(path.split("/").at(-1) ?? "");

  test("are named in kebab-case with a known suffix", () => {
    expect(names.map(({ path }) => path).filter(misnamed)).toEqual([]);
  });
  test("would notice: core/deals/dealService.ts", () => expect(misnamed("core/deals/dealService.ts")).toBe(true));
  test("stay short: none above 250 lines", () => {
    expect(
      production()
        .filter(({ text }) => text.split("\n").length > 251)
        .map(({ path }) => path),
    ).toEqual([]);
  });
  test("19 of 20 have 180 lines at most", () => {
    const lengths = production()
      .map(({ text }) => text.split("\n").length)
      .sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length * 0.95)]).toBeLessThanOrEqual(181);
  });
});

function rule(name: string, wrong: RegExp, { except, ...plant }: Source & { readonly except?: RegExp }): Rule {
  return { name, plant, wrong, ...(except && { except }) };
}

/** `path:line` of everything that breaks the rule. */
function breaches({ wrong, except }: Rule, sources: readonly Source[]): string[] {
  const judged = sources.filter(({ path }) => !except?.test(path));
  return judged.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(wrong, `${wrong.flags.replace("g", "")}g`))].map(
      ({ index }) => `${path}:${text.slice(0, index).split("\n").length}`,
    ),
  );
}
