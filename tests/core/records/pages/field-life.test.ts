import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const fields = () => app.get(services.customFields);
const define = (key: string, schema: FieldSchema = { "x-type": "text", maxLength: 100 }): Promise<CustomField> =>
  fields().define(admin.actor, "contact", { key, schema });
const page = async (path: string): Promise<string> => await (await admin.visit(path)).text();
const version = async (id: string): Promise<string> => String((await fields().get(id)).version);

describe("the page of a field", () => {
  test("tells where it is used, makes it fast, and says so", async () => {
    const field = await define("hobby");
    const base = `/settings/fields/${field.id}`;
    const home = `${base}/life`;
    expect(await page(home)).toContain("Nothing depends on this field");
    const sent = await admin.send(`${base}/index`, { indexed: "1", version: await version(field.id) });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, home]);
    expect(await page(home)).toContain("being built");
    await app.get(services.fieldIndexes).work({ signal: new AbortController().signal });
    expect(await (await admin.visit(`${base}/index`, { headers: { "HX-Request": "true" } })).text()).toContain("ready");
  });

  test("refuses what is out of date or cannot be, in words", async () => {
    const field = await define("late", { "x-type": "text" });
    const base = `/settings/fields/${field.id}`;
    const useless = await admin.send(`${base}/index`, { unique: "1", version: "1" });
    expect([useless.status, await useless.text()]).toEqual([422, expect.stringContaining("up to 600 characters")]);
    await fields().change(admin.actor, field.id, { label: "Later" });
    expect(await (await admin.send(`${base}/hiding`, { version: "1" })).text()).toContain("Somebody else changed this");
  });

  test("archives and turns options", async () => {
    const options = ["red", "green"].map((id) => ({ id, label: id.toUpperCase() }));
    const field = await define("colour", { "x-type": "choice", "x-options": options });
    const base = `/settings/fields/${field.id}`;
    const home = `${base}/life`;
    await admin.send(`${base}/options`, { option: "red", do: "archive", version: await version(field.id) });
    expect(await page(home)).toContain("Offer RED again");
    await admin.send(`${base}/options`, { option: "red", do: "offer", version: await version(field.id) });
    const turned = await admin.send(`${base}/turn`, { option: "red", to: "green", version: await version(field.id) });
    expect(turned.status).toBe(303);
    expect((await fields().get(field.id)).schema["x-options"]).toContainEqual({
      id: "red",
      label: "RED",
      archived: true,
    });
  });

  test("tries another type, shows what does not fit, changes and takes it back", async () => {
    const field = await define("age");
    const old = await app.records.create(admin.actor, "contact", { name: "Old Tom", custom: { age: "very" } });
    await app.records.create(admin.actor, "contact", { name: "Young Ana", custom: { age: "27" } });
    const base = `/settings/fields/${field.id}`;
    const home = `${base}/life`;
    const sent = await admin.send(`${base}/type`, { type: "integer", language: "en", version: "1" });
    const at = sent.headers.get("location") ?? "";
    expect(await page(at)).toContain("Nothing changes yet");
    const id = at.split("/").at(-1) ?? "";
    const work = () => app.get(services.typeWork).work(id, { signal: new AbortController().signal });
    await work();
    const tried = await page(at);
    expect(tried).toContain("27 → 27");
    expect(tried).toContain(`href="/contacts/${old.id}"`);
    expect((await admin.send(`${at}/start`)).status).toBe(422);
    await admin.send(`${at}/start`, { blank: "1" });
    await work();
    expect(await page(at)).toContain("The field has its new type");
    await admin.send(`${at}/undo`);
    await work();
    expect(await page(at)).toContain("its old type again");
    expect(await page(home)).toContain("Text → Whole number");
  });

  test("hides, brings back, and removes for whoever types the key", async () => {
    const field = await define("gone");
    const base = `/settings/fields/${field.id}`;
    const home = `${base}/life`;
    await admin.send(`${base}/hiding`, { version: "1" });
    expect(await page(home)).toContain("This field is hidden");
    expect((await admin.send(`${base}/removal`, { version: "2", key: "wrong" })).status).toBe(422);
    await admin.send(`${base}/return`, { version: "2" });
    await admin.send(`${base}/hiding`, { version: "3" });
    const removed = await admin.send(`${base}/removal`, { version: "4", key: "gone" });
    expect(removed.headers.get("location")).toBe("/settings/fields");
    expect((await admin.visit(home)).status).toBe(404);
  });

  test("is not for everybody", async () => {
    const field = await define("private");
    const sales = await app.person("sales");
    expect((await sales.visit(`/settings/fields/${field.id}/life`)).status).toBe(403);
    expect((await sales.send(`/settings/fields/${field.id}/hiding`, { version: "1" })).status).toBe(403);
  });
});
