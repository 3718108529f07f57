import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
const trellis: Desk["trellis"] = (...all) => desk.trellis(...all);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe("files", () => {
  const header = "Name,Website\n";

  test("come in after a rehearsal, and are taken back", async () => {
    const file = await fileOf("companies.csv", `${header}Kolev & Sons,kolev.example\nAnker Werft,anker.example\n`);
    const rehearsal = await trellis(["import", file, "--type", "companies", "--dry-run", "--json"]);
    expect(rehearsal.errors).toBe("");
    expect(rehearsal.json).toMatchObject({ kind: "company", counts: { created: 2, errors: 0 } });
    expect(await companies()).toBe(0);

    const done = await trellis(["import", file, "--type", "companies", "--json"]);
    expect(done.json).toMatchObject({ state: "done", counts: { created: 2, updated: 0, skipped: 0, errors: 0 } });
    expect(await companies()).toBe(2);

    const { id } = done.json as { id: string };
    expect((await trellis(["import", "undo", id, "--dry-run"])).out).toContain("companies.csv");
    expect((await trellis(["import", "undo", id, "--json"])).json).toMatchObject({
      state: "undone",
      undone: 2,
      kept: 0,
    });
    expect(await companies()).toBe(0);
    expect((await trellis(["import", "list", "--json"])).json).toMatchObject([{ id, state: "undone" }]);
  });

  test("go where a mapping says, and a wrong mapping is wrong usage", async () => {
    const file = await fileOf("mapped.csv", "Firm\nOrlovski\n");
    const map = await fileOf("map.json", JSON.stringify({ columns: { Firm: "name" } }));
    const done = await trellis(["import", file, "--type", "company", "--map", map, "--json"]);
    expect(done.json).toMatchObject({ counts: { created: 1 } });
    expect((await trellis(["import", file, "--type", "company", "--map", file])).code).toBe(2);
    expect((await trellis(["import", file, "--type", "firms"])).errors).toContain("companies");
  });
});

describe("a list", () => {
  test("goes out as it was asked for, to standard output or to a file", async () => {
    const file = await fileOf("out.csv", "Name\nZar Boats\nAbel Boats\nOther\n");
    await trellis(["import", file, "--type", "companies"]);

    const { code, out } = await trellis([
      "export",
      "--type",
      "companies",
      "--query",
      "filter[name][contains]=Boats&sort=name&fields=name",
    ]);
    expect({ code, out }).toEqual({ code: 0, out: "\uFEFFName\r\nAbel Boats\nZar Boats\n" });
    const written = await trellis([
      "export",
      "--type",
      "companies",
      "--format",
      "xlsx",
      "--out",
      join(desk.dataDir, "a.xlsx"),
    ]);
    expect(written.code).toBe(0);
    expect((await readFile(join(desk.dataDir, "a.xlsx"))).subarray(0, 2).toString()).toBe("PK");
  });

  test("that cannot be understood is wrong usage or a failure with its reason", async () => {
    expect((await trellis(["export", "--type", "companies", "--format", "pdf"])).code).toBe(2);
    expect(await trellis(["export", "--type", "companies", "--query", "filter[secret]=1"])).toMatchObject({
      code: 1,
      out: "",
    });
  });
});

const companies = async (): Promise<number> => {
  const text = "select count(*)::int as count from companies where deleted_at is null";
  const [row] = await desk.db.query<{ count: number }>({ text });
  return row!.count;
};

async function fileOf(name: string, text: string): Promise<string> {
  const file = join(desk.dataDir, name);
  await writeFile(file, text);
  return file;
}
