import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let boat: Rec;
const crew = new Map<string, string>();

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  for (const [right, scope] of [
    ["boats.read", "all"],
    ["boats.change", "all"],
    ["boats.export", "all"],
    ["contacts.read", "own"],
  ] as const)
    await app.grant("sales", right, scope);
  [admin, ana] = [await app.person("admin"), await app.person("sales")];
  const label = { en: "Crew", de: "Mannschaft" };
  await app.get(services.customFields).define(admin.actor, "boat", {
    key: "crew",
    schema: { "x-type": "references", "x-kind": "contact", "x-label": label },
  });
  for (const name of ["Vera Zhou", "Ivan Kolev, jr.", "Marta Ruiz"]) {
    const owner = name === "Marta Ruiz" ? admin.id : ana.id;
    crew.set(name, (await app.records.create(admin.actor, "contact", { name, owner })).id);
  }
  boat = await app.records.create(admin.actor, "boat", { name: "Möwe", custom: { crew: ids() } });
});
afterAll(() => app.stop());

const ids = (...names: readonly string[]): string[] =>
  (names.length > 0 ? names : [...crew.keys()]).map((name) => crew.get(name) ?? name);

const page = async (who: TestPerson, path: string) => await (await who.visit(path)).text();
const cell = (html: string): string => html.replace(/<[^>]*>/g, "").replace(/\s+/g, " ");

describe("a field of several records shows their names", () => {
  test.each(["/boats?columns=name,custom.crew", "/boats/:id?tab=details"])("at %s", async (path) => {
    const at = path.replace(":id", boat.id);
    const all = await page(admin, at);
    expect(cell(all)).toContain("Vera Zhou, Ivan Kolev, jr., Marta Ruiz");
    expect(all).toContain(`href="/contacts/${crew.get("Vera Zhou")}"`);
    const some = await page(ana, at);
    expect(cell(some)).toContain("Vera Zhou, Ivan Kolev, jr., 1 not visible to you");
    expect(some).not.toContain("Marta");
  });

  test("over REST, with ids for all and names for those that may be seen", async () => {
    const path = `/api/v1/boats/${boat.id}?include=custom.crew`;
    const [all, some] = await Promise.all(
      [admin, ana].map(async (who) => (await (await who.api("GET", path)).json()) as Rec),
    );
    const related = ids().map((id, at) => ({ id, title: [...crew.keys()][at] }));
    expect(all?.related).toEqual({ "custom.crew": related });
    expect(some?.related).toEqual({ "custom.crew": related.slice(0, 2) });
    const listed = await admin.api("GET", "/api/v1/boats?include=custom.crew&filter[name]=M%C3%B6we");
    expect(await listed.json()).toMatchObject({ data: [{ related: { "custom.crew": related } }] });
  });

  test("in a cell that was changed, in the history, and only the first few of many", async () => {
    const many = await Promise.all(
      Array.from({ length: 9 }, async (_, at) => {
        return (await app.records.create(admin.actor, "contact", { name: `Sailor ${at + 1}` })).id;
      }),
    );
    const made = await app.records.create(admin.actor, "boat", { name: "Full", custom: { crew: many } });
    const form = new URLSearchParams([
      ["version", "1"],
      ["custom.crew", ""],
      ...many.map((id): [string, string] => ["custom.crew", id]),
    ]);
    expect((await admin.send(`/boats/${made.id}/cells/custom.crew`, Object.fromEntries(form))).status).toBeLessThan(
      400,
    );
    await app.records.change(admin.actor, "boat", made.id, { custom: { crew: many.slice(1) } });
    const history = cell(await page(admin, `/boats/${made.id}`));
    expect(history).toContain("Sailor 8, Sailor 9");
    expect(cell(await page(admin, "/boats?columns=name,custom.crew&q=Full"))).toContain("Sailor 7, +2");
  });
});

describe("a field of several records", () => {
  test("is asked for what it contains", async () => {
    await app.records.create(admin.actor, "boat", { name: "Ajax", custom: { crew: ids("Vera Zhou") } });
    const found = async (query: string) =>
      ((await (await admin.api("GET", `/api/v1/boats?sort=name&${query}`)).json()) as { data: Rec[] }).data.map(
        (one) => one["name"],
      );
    expect(await found(`filter[custom.crew][has]=${ids("Vera Zhou")[0]}`)).toEqual(["Ajax", "Möwe"]);
    expect(await found(`filter[custom.crew][hasAny]=${ids("Marta Ruiz", "Ivan Kolev, jr.").join(",")}`)).toEqual([
      "Möwe",
    ]);
    const asked = await page(admin, "/boats?ask=custom.crew");
    expect(asked).toContain("Crew");
    const chip = await page(admin, `/boats?filter[custom.crew][hasAny]=${ids("Vera Zhou")[0]}`);
    expect(cell(chip)).toMatch(/Crew[^.]*Vera Zhou/);
  });

  test("stands on the other side as related records", async () => {
    const other = await page(admin, `/contacts/${crew.get("Marta Ruiz")}`);
    expect(other).toContain(`href="/boats/${boat.id}"`);
    expect(other).toContain("Möwe");
  });
});

describe("a form", () => {
  test("that was not changed changes nothing, for those who see only some of the names too", async () => {
    const html = await page(ana, `/boats/${boat.id}/cells/custom.crew`);
    const standing = [...html.matchAll(/name="custom.crew" value="([0-9a-f-]{36})" checked/g)].map(([, id]) => id);
    expect(standing).toEqual(ids());
  });

  test("keeps what one may not see while one looks for more", async () => {
    const typed = new URLSearchParams([
      ["name", "custom.crew"],
      ["multiple", "yes"],
      ["custom.crew.q", "Vera"],
    ]);
    for (const id of ids("Ivan Kolev, jr.", "Marta Ruiz")) typed.append("custom.crew", id);
    const answer = await ana.visit(`/contacts/pick?${typed}`, { headers: { "HX-Request": "true" } });
    const html = await answer.text();
    for (const name of ["Ivan Kolev", "Not visible to you", "Vera Zhou"]) expect(html).toContain(name);
    expect(html).toContain(ids("Marta Ruiz")[0]);
    expect(html).not.toContain("Marta");
  });
});

describe("files", () => {
  test("have the names, only of those that may be seen", async () => {
    const fileOf = async (who: TestPerson) =>
      await (await who.api("GET", "/api/v1/boats/export.csv?fields=name,custom.crew&filter[name]=M%C3%B6we")).text();
    expect(await fileOf(admin)).toContain('Möwe,"Vera Zhou; Ivan Kolev, jr.; Marta Ruiz"');
    expect(await fileOf(ana)).toContain('Möwe,"Vera Zhou; Ivan Kolev, jr."');
  });

  let files = 0;
  async function taken(text: string, plan: object = {}) {
    const imports = app.get(services.imports);
    const columns = { columns: { Name: { to: "name" }, Crew: { to: "custom.crew" } }, match: "name", ...plan };
    const source = bytesSource(`crew-${++files}.csv`, Buffer.from(text));
    const one = await imports.upload(admin.actor, "boat", source, { plan: columns });
    return await imports.runNow(admin.actor, one.id);
  }
  const crewOf = async (name: string) => {
    const { data } = await app.records.list(admin.actor, "boat", { filter: { field: "name", op: "eq", value: name } });
    return data[0]?.custom["crew"] ?? null;
  };

  test("name them, with semicolons, or with commas where all between them is known", async () => {
    const rows = ['One,"Vera Zhou; Ivan Kolev, jr."', 'Two,"vera zhou, Marta Ruiz"', 'Three,"Ivan Kolev, jr."'];
    const done = await taken(["Name,Crew", ...rows].join("\n"));
    expect(done).toMatchObject({ state: "done", counts: { created: 3, errors: 0 } });
    expect(await crewOf("One")).toEqual(ids("Vera Zhou", "Ivan Kolev, jr."));
    expect(await crewOf("Two")).toEqual(ids("Vera Zhou", "Marta Ruiz"));
    expect(await crewOf("Three")).toEqual(ids("Ivan Kolev, jr."));
  });

  test("add to them, and name nobody who is not there", async () => {
    await taken('Name,Crew\nFour,"Vera Zhou"\n');
    const done = await taken('Name,Crew\nFour,"Marta Ruiz"\nFive,"Vera Zhou; Nemo, Capt."\n', { conflict: "append" });
    expect(done).toMatchObject({ counts: { updated: 1, errors: 1 } });
    expect(await crewOf("Four")).toEqual(ids("Vera Zhou", "Marta Ruiz"));
  });

  test("make those that are missing where that is asked for, and undo takes all back", async () => {
    const done = await taken('Name,Crew\nSix,"Vera Zhou; Nemo, Capt.; Ned"\nSeven,Ned\n', {
      createMissing: ["custom.crew"],
    });
    expect(done).toMatchObject({ counts: { created: 2, errors: 0 }, made: 2 });
    const { data } = await app.records.list(admin.actor, "boat", {
      filter: { field: "name", op: "in", value: ["Six", "Seven"] },
      sort: [{ field: "name", direction: "desc" }],
      include: ["custom.crew"],
    });
    const named = data.map(({ related }) => [related?.["custom.crew"]].flat().map((one) => one?.title));
    expect(named).toEqual([["Vera Zhou", "Nemo, Capt.", "Ned"], ["Ned"]]);
    await app.get(services.imports).undoNow(admin.actor, done.id);
    expect(await crewOf("Six")).toBeNull();
    expect((await app.records.list(admin.actor, "contact", { q: "Nemo" })).data).toEqual([]);
  });

  test("that are taken back leave what others name by now", async () => {
    const done = await taken("Name,Crew\nEight,Olga\n", { createMissing: ["custom.crew"] });
    const [olga] = (await app.records.list(admin.actor, "contact", { q: "Olga" })).data;
    await app.records.create(admin.actor, "boat", { name: "Nine", custom: { crew: [olga?.id] } });
    await app.get(services.imports).undoNow(admin.actor, done.id);
    expect(await crewOf("Eight")).toBeNull();
    expect((await app.records.list(admin.actor, "contact", { q: "Olga" })).data).toHaveLength(1);
  });

  test("go out and come back in without a change", async () => {
    const csv = await (
      await admin.api("GET", "/api/v1/boats/export.csv?fields=name,custom.crew&filter[name]=M%C3%B6we")
    ).text();
    const done = await taken(csv.replace(/^.*/, "Name,Crew"));
    expect(done).toMatchObject({ counts: { created: 0, updated: 0, skipped: 1, errors: 0 } });
  });
});
