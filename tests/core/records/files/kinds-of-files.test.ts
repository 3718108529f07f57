import writeSheet from "write-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileRef } from "../../../../core/records/fields/types/file.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import { createMany } from "../../../../core/records/store/bulk.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { zipOf } from "../../../support/zip.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  await app.get(services.customFields).define(admin.actor, "boat", {
    key: "deeds",
    schema: {
      "x-type": "file",
      "x-accept": ["application/pdf", "image/*", "text/csv"],
      "x-maxBytes": 1_000,
      maxItems: 2,
      "x-required": true,
    },
  });
});
afterAll(() => app.stop());

const headersOf = (who: TestPerson) => ({ cookie: who.cookie, "Sec-Fetch-Site": "same-origin" });

async function upload(name: string, bytes: string | Buffer, type: string): Promise<FileRef> {
  const body = new FormData();
  const content = typeof bytes === "string" ? bytes : new Uint8Array(bytes);
  body.set("file", new Blob([content], { type }), name);
  const answer = await fetch(`${app.url}/files?kind=boat`, { method: "POST", body, headers: headersOf(admin) });
  return (await answer.json()) as FileRef;
}

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const program = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(100)]);

describe("what a file is, its bytes say", () => {
  test.each([
    ["a.pdf", pdf, "application/pdf", "application/pdf"],
    ["holiday.pdf", png, "application/pdf", "image/png"],
    ["deed.pdf", program, "application/pdf", "application/x-msdownload"],
    ["deed.pdf", Buffer.from([1, 2, 3, 0, 255]), "application/pdf", "application/octet-stream"],
    ["deed.pdf", "no PDF at all", "application/pdf", "text/plain"],
    ["people.csv", "a;b\n1;2\n", "application/vnd.ms-excel", "text/csv"],
    ["page.html", "<p>Hi</p>", "text/html", "text/html"],
    ["notes.txt", Buffer.from([0, 1, 2, 3]), "text/plain", "application/octet-stream"],
    ["empty.txt", "", "text/plain", "text/plain"],
    ["wide.csv", Buffer.from("\uFEFFa;b", "utf16le"), "text/csv", "text/csv"],
    ["old.doc", Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"), "application/msword", "application/msword"],
    ["hull.dwg", Buffer.from([7, 0, 1, 2]), "application/x-hull", "application/x-hull"],
  ])("%s", async (name, bytes, said, type) => {
    expect(await upload(name, bytes, said)).toMatchObject({ name, type });
  });
});

test("a workbook is one, another archive with its name is not, and one with programs in it is another type", async () => {
  const workbook = await writeSheet([[{ value: "a" }]]).toBuffer();
  const sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  expect(await upload("a.xlsx", workbook, "application/zip")).toMatchObject({ type: sheet });
  const zip = (...names: readonly string[]) => zipOf(...names.map((name) => ({ name })));
  expect(await upload("b.xlsx", zip("virus.exe"), sheet)).toMatchObject({ type: "application/zip" });
  const macros = zip("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin");
  expect(await upload("c.xlsx", macros, sheet)).toMatchObject({ type: expect.stringContaining("macroenabled") });
  expect(await upload("d.xlsx", workbook.subarray(0, 100), sheet)).toMatchObject({ type: "application/zip" });
});

describe("a field of files that says which", () => {
  const make = async (...deeds: readonly unknown[]) =>
    await app.records.create(admin.actor, "boat", { name: "Möwe", custom: { deeds } });

  test("takes those and, whatever they are called, no others", async () => {
    const fits = await upload("a.pdf", pdf, "application/pdf");
    expect((await make(fits)).custom["deeds"]).toEqual([fits]);
    const disguised = await upload("deed.pdf", program, "application/pdf");
    await expect(make(disguised)).rejects.toMatchObject({
      problems: [{ pointer: "/custom/deeds", code: "file_type", values: { types: "pdf, image/*, csv" } }],
    });
    await expect(make({ ...disguised, type: "application/pdf" })).rejects.toMatchObject({
      problems: [{ code: "no_such_file" }],
    });
  });

  test("takes none that is larger, and no more than it says", async () => {
    const large = await upload("large.pdf", pdf.padEnd(1_001, " "), "application/pdf");
    await expect(make(large)).rejects.toMatchObject({ problems: [{ code: "file_too_large" }] });
    const three = await Promise.all(["a", "b", "c"].map(async (name) => await upload(`${name}.png`, png, "image/png")));
    await expect(make(...three)).rejects.toMatchObject({ problems: [{ code: "too_many" }] });
    expect((await make(...three.slice(0, 2))).custom["deeds"]).toHaveLength(2);
  });

  test("says so in its schema and in its box", async () => {
    const schema = (await (await admin.api("GET", "/api/v1/schemas/boat?for=create")).json()) as {
      properties: { custom: { properties: { deeds: object } } };
    };
    const deeds = JSON.stringify(schema.properties.custom.properties.deeds);
    expect(deeds).toContain("application/pdf|image/");
    expect(deeds).toContain('"maximum":1000');
    expect(await (await admin.visit("/boats/new")).text()).toContain('accept="application/pdf,image/*,text/csv"');
  });

  test.each([{ "x-accept": [] }, { "x-accept": "pdf" }, { "x-accept": ["*/*"] }, { "x-maxBytes": 25_000_001 }])(
    "cannot be told %j",
    async (words) => {
      const schema = { "x-type": "file", ...words };
      const sent = admin.api("POST", "/api/v1/fields", { kind: "boat", key: "bad", schema });
      expect((await sent).status).toBe(422);
    },
  );

  test("is made in the editor by endings of names", async () => {
    const sent = await admin.send("/settings/fields/new", {
      kind: "boat",
      type: "file",
      schema: '{"x-type":"file"}',
      tab: "form",
      do: "save",
      "label.en": "Plans",
      accept: "PDF, .docx, image/*",
      megabytes: "2.5",
      maxItems: "3",
    });
    expect(sent.status).toBe(303);
    const made = (await app.get(services.customFields).list("boat")).find(({ key }) => key === "plans");
    expect(made?.schema).toMatchObject({
      "x-accept": ["application/pdf", expect.stringMatching(/wordprocessingml/), "image/*"],
      "x-maxBytes": 2_500_000,
      maxItems: 3,
    });
    const editor = await (await admin.visit(`/settings/fields/${made?.id}`)).text();
    expect(editor).toContain('value="pdf, docx, image/*"');
    expect(editor).toContain('value="2.5"');
  });
});

describe("quick create", () => {
  test("asks for a file that is required, and takes it with the form", async () => {
    const form = await (await admin.visit("/new/boats")).text();
    expect(form).toContain('name="custom.deeds.new"');
    expect(form).toContain('enctype="multipart/form-data"');
    const without = new FormData();
    without.set("name", "Quick");
    without.set("custom.deeds", "");
    const refused = await fetch(`${app.url}/new/boats`, { method: "POST", body: without, headers: headersOf(admin) });
    expect(refused.status).toBe(422);
    without.append("custom.deeds.new", new Blob([pdf]), "quick.pdf");
    const sent = { method: "POST", body: without, headers: headersOf(admin), redirect: "manual" } as const;
    expect((await fetch(`${app.url}/new/boats`, sent)).status).toBe(303);
    const { data } = await app.records.list(admin.actor, "boat", { q: "Quick" });
    expect(data[0]?.custom["deeds"]).toMatchObject([{ name: "quick.pdf", type: "application/pdf" }]);
  });

  test("keeps a file that came with a form that was refused", async () => {
    const body = new FormData();
    body.set("custom.deeds", "");
    body.append("custom.deeds.new", new Blob([pdf]), "kept.pdf");
    const refused = await fetch(`${app.url}/new/boats`, { method: "POST", body, headers: headersOf(admin) });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("kept.pdf");
  });
});

describe("files of a field", () => {
  test("go one by one in a cell, and come back by undo", async () => {
    const [one, two] = [await upload("1.png", png, "image/png"), await upload("2.png", png, "image/png")];
    const made = await app.records.create(admin.actor, "boat", { name: "Two", custom: { deeds: [one, two] } });
    const body = new FormData();
    body.set("version", "1");
    body.set("custom.deeds", "");
    body.append("custom.deeds.kept", JSON.stringify(two));
    const sent = { method: "POST", body, headers: headersOf(admin), redirect: "manual" } as const;
    expect((await fetch(`${app.url}/boats/${made.id}/cells/custom.deeds`, sent)).status).toBe(303);
    expect((await app.records.get(admin.actor, "boat", made.id)).custom["deeds"]).toEqual([two]);
    expect((await admin.send(`/changes/boat/${made.id}/2/undo`)).status).toBe(303);
    expect((await app.records.get(admin.actor, "boat", made.id)).custom["deeds"]).toEqual([one, two]);
    expect((await admin.visit(`/files/${one.id}`)).status).toBe(200);
  });

  test("are not fetched from addresses in a file, and the sentence says what to do", async () => {
    const imports = app.get(services.imports);
    const plan = { columns: { Name: { to: "name" }, Deed: { to: "custom.deeds" } } };
    const text = "Name,Deed\nThree,https://evil.example/deed.pdf\n";
    const one = await imports.upload(admin.actor, "boat", bytesSource("deeds.csv", Buffer.from(text)), { plan });
    const { checked } = await imports.check(admin.actor, one.id);
    expect(checked).toMatchObject({ counts: { created: 0, errors: 1 } });
    expect(JSON.stringify(checked)).toContain("problem.not_a_file");
  });

  test("go with their record when its creation is taken back", async () => {
    const file = await upload("gone.png", png, "image/png");
    const [through, operations] = [app.get(services.through), app.get(services.operations)];
    const operationId = await operations.begin(admin.actor, { type: "import", kind: "boat", summary: {} });
    const inputs = [{ name: "Gone", custom: { deeds: [file] } }];
    await through.db.transaction(
      async (trx) => await createMany(through, admin.actor, "boat", { inputs, trx, operationId }),
    );
    await operations.put(operationId, "applied", {});
    expect((await admin.visit(`/files/${file.id}`)).status).toBe(200);
    await app.get(services.undo).operation(admin.actor, operationId);
    expect(await app.get(services.files).forget()).toBe(1);
    expect((await admin.visit(`/files/${file.id}`)).status).toBe(404);
  });
});
