// Kinds that a company defined, at the command line: made by a document, filled by a file, taken out again.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
const trellis: Desk["trellis"] = (...all) => desk.trellis(...all);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(desk.dataDir, name);
  await writeFile(path, text);
  return path;
}

const kind = (one: string, many: string) => ({
  plural: many.toLowerCase(),
  state: "active",
  one: { en: one },
  many: { en: many },
});
const field = (schema: object) => ({ state: "active", schema });
const document = {
  format: "trellis-configuration/1",
  kinds: { vessel: kind("Vessel", "Vessels"), sailor: kind("Sailor", "Sailors") },
  fields: {
    "vessel.crew": field({ "x-type": "references", "x-kind": "sailor", "x-label": { en: "Crew" } }),
    "sailor.home": field({ "x-type": "reference", "x-kind": "vessel", "x-label": { en: "Home" } }),
  },
};

test("a kind is made, filled, exported, described and emptied without a browser", async () => {
  const shape = await fileOf("company.json", JSON.stringify(document));
  expect(await trellis(["config", "apply", shape, "--yes"])).toMatchObject({ code: 0 });
  expect((await trellis(["config", "apply", shape, "--json"])).json).toEqual({ applied: 0 });

  const sailors = await fileOf("sailors.csv", "Name\nVera\nIvan\n");
  expect((await trellis(["import", sailors, "--type", "sailors", "--json"])).json).toMatchObject({
    counts: { created: 2, errors: 0 },
  });
  const vessels = await fileOf("vessels.csv", 'Name,Crew\nMöwe,"Vera; Ivan"\n');
  const done = await trellis(["import", vessels, "--type", "vessels", "--json"]);
  expect(done.json).toMatchObject({ counts: { created: 1, errors: 0 } });
  expect((await trellis(["export", "--type", "vessels", "--query", "fields=name,custom.crew"])).out).toContain(
    "Möwe,Vera; Ivan",
  );
  expect(Object.keys((await trellis(["openapi", "--json"])).json as object)).toContain("paths");
  expect((await trellis(["openapi"])).out).toContain("/api/v1/objects/vessels");

  const { id } = done.json as { id: string };
  expect((await trellis(["import", "undo", id, "--json"])).json).toMatchObject({ state: "undone", undone: 1 });
  expect((await trellis(["export", "--type", "vessels"])).out.trim().split("\n")).toHaveLength(1);
});

test("its references are indexed without anybody asking", async () => {
  const rows = await desk.db.query<{ key: string }>({
    text: "select f.key from field_indexes i join fields f on f.id = i.field_id where f.kind in ('vessel', 'sailor') order by f.key",
  });
  expect(rows.map(({ key }) => key)).toEqual(["crew", "home"]);
});
