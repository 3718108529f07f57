import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileRef } from "../../../../core/records/fields/types/file.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  await app.grant("sales", "boats.read", "own");
  await app.grant("sales", "boats.create", "own");
  await app.grant("sales", "boats.change", "own");
  [admin, ana, boris] = [await app.person("admin"), await app.person("sales"), await app.person("sales")];
  await app.get(services.customFields).define(admin.actor, "boat", { key: "papers", schema: { "x-type": "file" } });
});
afterAll(() => app.stop());

async function upload(who: TestPerson, name: string, bytes: string, type = "text/plain"): Promise<FileRef> {
  const body = new FormData();
  body.set("file", new Blob([bytes], { type }), name);
  const headers = { cookie: who.cookie, "Sec-Fetch-Site": "same-origin" };
  const answer = await fetch(`${app.url}/files?kind=boat`, { method: "POST", body, headers });
  expect(answer.status).toBe(201);
  return (await answer.json()) as FileRef;
}

const make = async (who: TestPerson, name: string, papers: readonly unknown[]) =>
  await app.records.create(who.actor, "boat", { name, custom: { papers } });

describe("a file", () => {
  test("is sent, named by a record, and comes back as it was, never to be shown", async () => {
    const file = await upload(ana, "../Kauf vertrag „Möwe“.html", "<script>alert(1)</script>", "text/html");
    expect(file).toMatchObject({ name: "Kauf vertrag „Möwe“.html", type: "text/html", bytes: 25 });
    const made = await make(ana, "Möwe", [file]);
    expect(made.custom["papers"]).toEqual([file]);
    const answer = await ana.visit(`/files/${file.id}`);
    expect(await answer.text()).toBe("<script>alert(1)</script>");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment; filename\*=UTF-8''Kauf%20vertrag%20%E2%80%9EM/),
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
    const page = await (await ana.visit(`/boats/${made.id}?tab=details`)).text();
    expect(page).toContain(`href="/files/${file.id}"`);
  });

  const bytes = "application/octet-stream";
  test.each<[string, string, string, string | RegExp]>([
    ["drawing.svg", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', bytes],
    ["page.html", "text/html", "<script>alert(1)</script>", bytes],
    [
      "page.xhtml",
      "application/xhtml+xml",
      '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
      bytes,
    ],
    [
      "letter.pdf",
      "application/pdf",
      "%PDF-1.7\n<</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>\n",
      "application/pdf",
    ],
    ["data.xml", "text/xml", '<?xml-stylesheet href="javascript:alert(1)"?><a/>', bytes],
    ["script.js", "text/javascript", "alert(1)", bytes],
    ["mixed.png", "text/html;image/png", "<script>alert(1)</script>", /^(text\/plain|application\/octet-stream)$/],
  ])("case 92: %s is downloaded and never shown, whatever it says it is", async (name, type, text, sent) => {
    const file = await upload(ana, name, text, type);
    await make(ana, name, [file]);
    for (const answer of [await ana.visit(`/files/${file.id}`), await ana.api("GET", `/api/v1/files/${file.id}`)]) {
      expect(answer.headers.get("Content-Type")).toMatch(sent);
      expect(answer.headers.get("Content-Disposition")).toMatch(/^attachment; /);
      expect(answer.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
      expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    }
  });

  test("is there for those alone who see the record", async () => {
    const file = await upload(ana, "deed.txt", "mine");
    expect((await boris.visit(`/files/${file.id}`)).status).toBe(404);
    await make(ana, "Deed", [file]);
    expect((await boris.visit(`/files/${file.id}`)).status).toBe(404);
    expect((await admin.api("GET", `/api/v1/files/${file.id}`)).status).toBe(200);
  });

  test("of another is not named before its record is, and never under another name", async () => {
    const file = await upload(ana, "plan.txt", "plan");
    await expect(make(boris, "Thief", [file])).rejects.toMatchObject({ problems: [{ code: "no_such_file" }] });
    await expect(make(ana, "Liar", [{ ...file, name: "other.txt" }])).rejects.toMatchObject({
      problems: [{ pointer: "/custom/papers", code: "no_such_file" }],
    });
    await expect(make(ana, "Nobody", [{ ...file, id: "0190b3c4-0000-7000-8000-000000000000" }])).rejects.toThrow();
  });

  test("that was taken away is still in the history", async () => {
    const file = await upload(ana, "old.txt", "old");
    const made = await make(ana, "Old", [file]);
    await app.records.change(ana.actor, "boat", made.id, { custom: { papers: null } });
    expect((await ana.visit(`/files/${file.id}`)).status).toBe(200);
    expect((await boris.visit(`/files/${file.id}`)).status).toBe(404);
    expect(await (await ana.visit(`/boats/${made.id}`)).text()).toContain("old.txt");
  });

  test("in a field that is hidden from somebody is hidden from them", async () => {
    const file = await upload(admin, "secret.txt", "CANARY");
    const made = await make(admin, "Secret", [file]);
    await app.records.change(admin.actor, "boat", made.id, { owner: ana.id });
    expect((await ana.visit(`/files/${file.id}`)).status).toBe(200);
    const version = (await app.get(services.access).of(admin.actor, "boat")).version;
    await app.get(services.access).change(admin.actor, "boat", { "custom.papers": { sales: "hidden" } }, version);
    expect((await ana.visit(`/files/${file.id}`)).status).toBe(404);
    const next = (await app.get(services.access).of(admin.actor, "boat")).version;
    await app.get(services.access).change(admin.actor, "boat", { "custom.papers": { sales: "edit" } }, next);
  });

  test("comes with a form that works without script, beside those that are kept", async () => {
    const first = await upload(ana, "first.txt", "1");
    const made = await make(ana, "Form", [first]);
    const page = await (await ana.visit(`/boats/${made.id}/edit`)).text();
    expect(page).toContain('enctype="multipart/form-data"');
    const body = new FormData();
    body.set("version", "1");
    body.set("was", /name="was" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "");
    body.set("name", "Form");
    body.set("custom.papers", "");
    body.append("custom.papers.kept", JSON.stringify(first));
    body.append("custom.papers.new", new Blob(["2"]), "second.txt");
    const headers = { cookie: ana.cookie, "Sec-Fetch-Site": "same-origin" };
    const answer = await fetch(`${app.url}/boats/${made.id}`, { method: "POST", body, headers, redirect: "manual" });
    expect(answer.status).toBe(303);
    const { custom } = await app.records.get(ana.actor, "boat", made.id);
    expect((custom["papers"] as FileRef[]).map(({ name }) => name)).toEqual(["first.txt", "second.txt"]);
  });

  test("is forgotten a day later when no record named it, and with its record when that is erased", async () => {
    const [loose, kept] = [await upload(ana, "loose.txt", "l"), await upload(ana, "kept.txt", "k")];
    const made = await make(ana, "Keeper", [kept]);
    await app.db.query({
      text: "update files set uploaded_at = now() - interval '2 days' where id = any($1)",
      values: [[loose.id, kept.id]],
    });
    const files = app.get(services.files);
    expect(await files.forget()).toBe(1);
    expect((await ana.visit(`/files/${loose.id}`)).status).toBe(404);
    expect((await ana.visit(`/files/${kept.id}`)).status).toBe(200);
    await app.db.query({
      text: "update files set record_id = null, uploaded_at = 'epoch' where record_id = $1",
      values: [made.id],
    });
    expect(await files.forget()).toBe(1);
    expect((await ana.visit(`/files/${kept.id}`)).status).toBe(404);
  });

  test("larger than it may be is refused", async () => {
    const body = new FormData();
    body.set("file", new Blob([new Uint8Array(25_000_001)]), "large.bin");
    const headers = { cookie: ana.cookie, "Sec-Fetch-Site": "same-origin" };
    const answer = await fetch(`${app.url}/files?kind=boat`, { method: "POST", body, headers });
    expect(answer.status).toBe(413);
  });

  test("is not taken from somebody who may write nothing of the kind", async () => {
    const body = new FormData();
    body.set("file", new Blob(["x"]), "x.txt");
    const headers = { cookie: ana.cookie, "Sec-Fetch-Site": "same-origin" };
    expect((await fetch(`${app.url}/files?kind=pipeline`, { method: "POST", body, headers })).status).toBe(403);
    expect((await fetch(`${app.url}/files?kind=nothing`, { method: "POST", body, headers })).status).toBe(404);
  });
});
