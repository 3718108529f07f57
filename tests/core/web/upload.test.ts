import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withUpload } from "../../../core/web/upload.ts";
import { serve, type WebServer } from "../../support/web.ts";

let web: WebServer;
let path = "";

beforeAll(async () => {
  web = await serve(() => [
    async (ctx) => {
      ctx.body = await withUpload(ctx, { bytes: 5000 }, async ({ fields, files }) => {
        path = files[0]?.path ?? "";
        const seen = files.map((file) => ({
          name: file.name,
          bytes: file.bytes,
          text: readFileSync(file.path, "utf8").slice(0, 10),
        }));
        if (fields.text("fail")) throw new Error("planned");
        return { seen, kind: fields.text("kind") };
      });
    },
  ]);
});
afterAll(() => web.close());

function send(content: string, name = "клиенти.csv", fields: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries({ kind: "contacts", ...fields })) form.set(key, value);
  form.set("file", new Blob([content], { type: "text/csv" }), name);
  return web.fetch("/api/x", { method: "POST", body: form });
}

describe("case 97: an uploaded file", () => {
  test("arrives on the disk with its own name, beside the fields", async () => {
    expect(await (await send("a;b\n1;2")).json()).toEqual({
      seen: [{ name: "клиенти.csv", bytes: 7, text: "a;b\n1;2" }],
      kind: "contacts",
    });
  });

  test("is gone afterwards", async () => {
    await send("a");
    expect([path !== "", existsSync(path)]).toEqual([true, false]);
  });

  test("is gone when its use fails, too", async () => {
    expect((await send("a", "a.csv", { fail: "yes" })).status).toBe(500);
    expect(existsSync(path)).toBe(false);
  });

  test("never chooses its own path", async () => {
    const { seen } = (await (await send("a", "../../etc/passwd")).json()) as { seen: { name: string }[] };
    expect(seen[0]?.name).toBe("passwd");
  });

  test("of too many bytes is refused", async () => {
    const answer = await send("x".repeat(6000));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, "web.file_too_large"]);
  });

  test("in a form with thousands of fields is refused", async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, "1"]));
    expect((await send("a", "a.csv", many)).status).toBe(413);
  });

  test("in a broken form is refused", async () => {
    const headers = { "Content-Type": "multipart/form-data; boundary=x" };
    expect((await web.fetch("/api/x", { method: "POST", headers, body: "--x\r\nno end" })).status).toBe(400);
  });

  test("must come in a form", async () => {
    expect(
      (await web.fetch("/api/x", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }))
        .status,
    ).toBe(415);
  });

  test("that was not chosen is none", async () =>
    expect(await (await send("", "")).json()).toMatchObject({ seen: [] }));
});
