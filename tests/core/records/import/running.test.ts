import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Import } from "../../../../core/records/import/import-record.ts";
import type { Imports } from "../../../../core/records/import/imports.ts";
import { relatedIn } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { addBoats } from "../../../support/boats.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let imports: Imports;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  imports = app.get(services.imports);
});
afterAll(() => app.stop());

let files = 0;
const upload = async (kind: string, text: string, plan?: object): Promise<Import> =>
  await imports.upload(admin.actor, kind, bytesSource(`file-${++files}.csv`, Buffer.from(text)), { plan });

const run = async (kind: string, text: string, plan?: object): Promise<Import> =>
  await imports.runNow(admin.actor, (await upload(kind, text, plan)).id);

/** A whole list, as its owner would keep it. */
const exported = async (kind: string): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of app.get(services.exports).csv(admin.actor, kind)) parts.push(part);
  return Buffer.concat(parts).toString();
};

const clear = async (): Promise<void> => void (await app.db.query({ text: "delete from plugin_boats.boats" }));
const boats = async (): Promise<readonly Record<string, unknown>[]> =>
  (await app.records.list(admin.actor, "boat", { limit: 200 })).data;

describe("records that are there already", () => {
  const again = (rule: string) => ({
    columns: { name: "name", email: "email", rig: "rig", tags: "tags" },
    match: "email",
    conflict: rule,
  });

  test.each([
    ["theirs", { name: "New", rig: "ketch", tags: ["fast"] }, { created: 1, updated: 1, skipped: 0, errors: 0 }],
    ["ours", { name: "Old", rig: null, tags: ["slow"] }, { created: 1, updated: 0, skipped: 1, errors: 0 }],
    ["blanks", { name: "Old", rig: "ketch", tags: ["slow"] }, { created: 1, updated: 1, skipped: 0, errors: 0 }],
    [
      "append",
      { name: "Old", rig: "ketch", tags: ["slow", "fast"] },
      { created: 1, updated: 1, skipped: 0, errors: 0 },
    ],
  ])("with the rule %s", async (rule, expected, counts) => {
    await clear();
    await app.records.create(admin.actor, "boat", { name: "Old", email: "a@b.bg", tags: ["slow"] });
    const before = await exported("boat");
    const one = await upload(
      "boat",
      `name,email,rig,tags\nNew,A@B.bg,ketch,fast\nOther-${rule},c@d.bg,sloop,\n`,
      again(rule),
    );
    expect((await imports.check(admin.actor, one.id)).checked?.counts).toEqual(counts);
    expect((await imports.runNow(admin.actor, one.id)).counts).toEqual(counts);
    expect((await boats()).find((boat) => boat["email"] === "a@b.bg")).toMatchObject(expected);
    expect(await imports.undoNow(admin.actor, one.id)).toMatchObject({ state: "undone" });
    expect(await exported("boat")).toBe(before);
  });

  test("two rows of one key in a file: the first makes, the second changes", async () => {
    await clear();
    const one = await run("boat", "name,email\nFirst,x@y.bg\nSecond,x@y.bg\n", {
      columns: { name: "name", email: "email" },
      match: "email",
    });
    expect(one.counts).toEqual({ created: 1, updated: 1, skipped: 0, errors: 0 });
    expect((await boats()).map((boat) => boat["name"])).toEqual(["Second"]);
  });

  test("what somebody changed since is listed and left", async () => {
    await clear();
    const one = await run("boat", "name\nTouched\nUntouched\n", { columns: { name: "name" } });
    const touched = (await boats()).find((boat) => boat["name"] === "Touched");
    await app.records.change(admin.actor, "boat", String(touched?.["id"]), { rig: "sloop" });
    expect(await imports.undoNow(admin.actor, one.id)).toMatchObject({ state: "partly_undone", kept: 1 });
    expect((await boats()).map((boat) => boat["name"])).toEqual(["Touched"]);
  });

  test("a record that may not be seen does not exist for the file", async () => {
    await clear();
    await app.records.create(admin.actor, "boat", { name: "Hidden", email: "h@h.bg", owner: admin.id });
    const sales = await app.person("sales");
    app.get(services.permissions).add("boats.import", { sales: "own" });
    const one = await imports
      .upload(sales.actor, "boat", bytesSource("mine.csv", Buffer.from("name,email\nMine,h@h.bg\n")), {
        plan: { columns: { name: "name", email: "email" }, match: "email" },
      })
      .catch((error: { code: string }) => error.code);
    if (typeof one === "string") return expect(one).toBe("security.not_allowed");
    expect((await imports.check(sales.actor, one.id)).checked?.counts).toMatchObject({ created: 1, updated: 0 });
  });
});

describe("links between rows", () => {
  test("a mother may stand below its daughter, be missing, or be made", async () => {
    await clear();
    const plan = { columns: { name: "name", mother: "mother" } };
    const one = await upload("boat", "name,mother\nDaughter,Mother\nMother,\nOrphan,Nobody\n", plan);
    const checked = await imports.check(admin.actor, one.id);
    expect(checked.checked).toMatchObject({
      counts: { created: 2, errors: 1 },
      missing: [{ path: "mother", value: "Nobody", count: 1 }],
    });
    await imports.plan(admin.actor, one.id, { ...plan, createMissing: ["mother"] });
    expect(await imports.runNow(admin.actor, one.id)).toMatchObject({ counts: { created: 3, errors: 0 }, made: 1 });
    const all = await app.records.list(admin.actor, "boat", { include: ["mother"], limit: 50 });
    expect(
      Object.fromEntries(all.data.map((boat) => [boat["name"], relatedIn(boat, "mother")?.title ?? null])),
    ).toEqual({ Daughter: "Mother", Mother: null, Orphan: "Nobody", Nobody: null });
    await imports.undoNow(admin.actor, one.id);
    expect(await boats()).toEqual([]);
  });
});

describe("a run that is interrupted", () => {
  const rows = 3_500;
  const text = `name,email\n${Array.from({ length: rows }, (_, at) => `Boat ${at},b${at}@x.bg`).join("\n")}\n`;

  test("goes on where it stood, with no doubles, whoever goes on", async () => {
    await clear();
    const one = await upload("boat", text, { columns: { name: "name", email: "email" } });
    await imports.check(admin.actor, one.id);
    const stop = new AbortController();
    const started = await startedWithoutJob(one.id);
    await expect(
      imports.run(started, { signal: stop.signal, progress: async (done) => void (done >= 2_000 && stop.abort()) }),
    ).rejects.toThrow("interrupted");
    expect(await imports.get(admin.actor, one.id)).toMatchObject({
      state: "running",
      position: 2_000,
      counts: { created: 2_000 },
    });
    await Promise.all([imports.run(one.id), imports.run(one.id)]);
    expect(await imports.get(admin.actor, one.id)).toMatchObject({
      state: "done",
      counts: { created: rows, updated: 0, skipped: 0, errors: 0 },
    });
    expect(
      await app.db.query({
        text: "select count(*)::int as boats, count(distinct email)::int as mails from plugin_boats.boats",
      }),
    ).toEqual([{ boats: rows, mails: rows }]);
  });

  test("and after a crash of the database its rows are read from the file again", async () => {
    await clear();
    const one = await upload("boat", `${text}One more,more@x.bg\n`, { columns: { name: "name", email: "email" } });
    await imports.check(admin.actor, one.id);
    await startedWithoutJob(one.id);
    await app.db.query({ text: "truncate import_rows" });
    await imports.run(one.id);
    expect(await imports.get(admin.actor, one.id)).toMatchObject({ state: "done", counts: { created: rows + 1 } });
  });

  /** As `start` does, without a worker that takes the job. */
  async function startedWithoutJob(id: string): Promise<string> {
    const operation = await app.get(services.operations).begin(admin.actor, { type: "import", kind: "boat" });
    await app.db.query({
      text: "update imports set state = 'running', operation_id = $2 where id = $1",
      values: [id, operation],
    });
    return id;
  }
});

test("a rehearsal finds what is wrong with a row that changes what an earlier row would make", async () => {
  await clear();
  const plan = { columns: { name: "name", email: "email" }, match: "name", conflict: "theirs" as const };
  const others = Array.from({ length: 120 }, (_one, at) => `Boat ${at},b${at}@b.bg\n`).join("");
  const one = await upload("boat", `name,email\n${others}New,\nNew,nonsense\nNew,a@b.bg\n`, plan);
  const counts = { created: 121, updated: 1, errors: 1 };
  expect((await imports.check(admin.actor, one.id)).checked?.counts).toMatchObject(counts);
  expect((await imports.runNow(admin.actor, one.id)).counts).toMatchObject(counts);
});

describe("whatever a file holds", () => {
  test("the counts add up to its rows, the dry run tells the truth, and undo leaves no trace", async () => {
    const cell = fc.oneof(
      fc.constantFrom("", "Ana", "a@b.bg", "12", "1,5", "ketch", "sloop", "=1+1", "Mother"),
      fc.string({ maxLength: 12, unit: "grapheme" }),
    );
    const row = fc.tuple(cell, cell, cell, cell, cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(null, "email", "name"),
        fc.constantFrom("theirs", "ours", "blanks", "append"),
        async (table, match, conflict) => {
          await clear();
          await app.records.create(admin.actor, "boat", { name: "Ana", email: "a@b.bg" });
          const before = await exported("boat");
          const quoted = (text: string): string => `"${text.replaceAll('"', '""').replaceAll("\u0000", "")}"`;
          const text = `name,email,price,rig,mother\n${table.map((cells) => cells.map(quoted).join(",")).join("\n")}\n`;
          const plan = {
            columns: { name: "name", email: "email", price: "price", rig: "rig", mother: "mother" },
            match,
            conflict,
            createMissing: ["mother"],
          };
          const one = await upload("boat", text, plan).catch(() => undefined);
          if (!one) return;
          const checked = (await imports.check(admin.actor, one.id)).checked;
          const stops = checked?.stops ?? [];
          await imports.plan(admin.actor, one.id, {
            ...plan,
            overrides: stops.map(({ column, code }) => ({ column, code, reason: "as it is" })),
          });
          const { counts, rows } = await imports.runNow(admin.actor, one.id);
          expect(counts.created + counts.updated + counts.skipped + counts.errors).toBe(rows);
          expect(checked?.counts.errors).toBe(counts.errors);
          expect(await imports.undoNow(admin.actor, one.id)).toMatchObject({ state: "undone" });
          expect(await exported("boat")).toBe(before);
        },
      ),
      {
        numRuns: 25,
        examples: [
          [
            [
              ["1,5", "", "", "", ""],
              ["1,5", "ketch", "", "", ""],
            ],
            "name",
            "theirs",
          ],
        ],
      },
    );
  });
});

describe("files nobody needs any more", () => {
  test("are forgotten; what they did stays in the history", async () => {
    await clear();
    const done = await run("boat", "name\nKept\n", { columns: { name: "name" } });
    const waiting = await upload("boat", "name\nNever run\n", { columns: { name: "name" } });
    await app.db.query({
      text: "update imports set created_at = now() - interval '60 days', ended_at = ended_at - interval '60 days' where id = any($1)",
      values: [[done.id, waiting.id]],
    });
    await imports.forget();
    const left =
      "select (select count(*)::int from import_files where import_id = any($1)) as files, (select count(*)::int from imports where id = any($1)) as imports";
    expect(await app.db.query({ text: left, values: [[done.id, waiting.id]] })).toEqual([{ files: 0, imports: 1 }]);
    await expect(imports.undoNow(admin.actor, done.id)).rejects.toMatchObject({ code: "imports.cannot_undo" });
    expect((await boats()).map((boat) => boat["name"])).toEqual(["Kept"]);
  });
});
