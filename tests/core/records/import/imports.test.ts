import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Imports } from "../../../../core/records/import/imports.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let imports: Imports;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  imports = app.get(services.imports);
});
afterAll(() => app.stop());

const file = (text: string, name = "people.csv") => bytesSource(name, Buffer.from(text));

const count = async (kind: string): Promise<number> => (await app.records.count(admin.actor, kind)).number;

describe("a list of people", () => {
  test("is read, mapped, checked, imported and undone", async () => {
    const before = await count("contact");
    const text =
      "Full name;E-mail;Phone;Company;Birthday\nAna Koleva;ANA@kolev.bg;0888 123 456;Kolev OOD;31.12.1990\nИван;ivan@x.bg;;Kolev OOD;1.2.1985\nBroken;not a mail;;;";
    const taken = await imports.upload(admin.actor, "contact", file(text));
    expect(taken).toMatchObject({
      state: "ready",
      rows: 3,
      layout: { delimiter: ";", encoding: "utf-8", headerRow: 1 },
    });
    expect(taken.plan.columns).toMatchObject({
      "Full name": { to: "name" },
      "E-mail": { to: "email" },
      Phone: { to: "phone" },
      Company: { to: "company" },
      Birthday: { to: "birthday" },
    });
    const planned = {
      ...taken.plan,
      createMissing: ["company"],
      overrides: [{ column: "E-mail", code: "cells_fail", reason: "one broken line is fine" }],
    };
    await imports.plan(admin.actor, taken.id, planned);
    const checked = await imports.check(admin.actor, taken.id);
    expect(checked.checked?.counts).toEqual({ created: 2, updated: 0, skipped: 0, errors: 1 });
    const done = await imports.runNow(admin.actor, taken.id);
    expect(done).toMatchObject({ state: "done", counts: { created: 2, updated: 0, skipped: 0, errors: 1 }, made: 1 });
    const found = await app.records.list(admin.actor, "contact", { q: "koleva", include: ["company"] });
    expect(found.data[0]).toMatchObject({
      name: "Ana Koleva",
      email: "ana@kolev.bg",
      phone: "+359888123456",
      birthday: "1990-12-31",
      related: { company: { title: "Kolev OOD" } },
    });
    const undone = await imports.undoNow(admin.actor, taken.id);
    expect(undone.state).toBe("undone");
    expect(await count("contact")).toBe(before);
    expect(await count("company")).toBe(0);
  });
});
