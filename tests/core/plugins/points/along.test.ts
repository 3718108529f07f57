// What a module writes with a record is written with it or not at all, and its failures are its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../core/kernel/ids.ts";
import { changeMany } from "../../../../core/records/store/bulk.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;
let north: TestPerson;
let team: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-along-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
  team = (await app.records.create(admin.actor, "team", { name: "North" })).id;
  north = await app.person("sales", { team });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const note = `async (trx, written) => {
  for (const { record, action } of written)
    await trx.query({ text: "insert into plugin_ID.noted (company, said, how_many) values ($1, $2, $3)", values: [record.id, action + " " + record.name, written.length] });`;

/** A module that writes down what is written of companies; `more` is what it does then. Switched off when the work is done. */
async function withModule(more: string, options: string, work: (id: string) => Promise<void>, audience = {}) {
  const id = await codePlugin(folder, {
    id: `noting${++made}`,
    code: `setup: host.along("company", ${note} ${more} }, ${options});`,
    manifest: { requests: { sql: true }, contributes: { hooks: [{ kind: "company", action: "along" }] } },
  });
  const schema = `plugin_${id}`;
  await app.db.query({ text: `create schema ${schema}` });
  await app.db.query({ text: `create table ${schema}.noted (at serial, company uuid, said text, how_many int)` });
  await app.get(services.plugins).enable(admin.actor, id, { agreed: "everything", ...audience });
  try {
    await work(id);
  } finally {
    await app.get(services.plugins).disable(admin.actor, id);
  }
}

const noted = async () =>
  (
    await app.db.query<{ said: string; how_many: number }>({
      text: `select said, how_many from plugin_noting${made}.noted order by at`,
    })
  ).map(({ said, how_many: many }) => `${said} ${many}`);
const company = async (name: string, person = admin) =>
  (await app.records.create(person.actor, "company", { name })).id;

describe("work along with a record", () => {
  test("hears of everything that is written, and of a bulk at once", async () => {
    await withModule("", "{}", async () => {
      const id = await company("Kolev");
      await app.records.change(admin.actor, "company", id, { name: "Kolev & Co" });
      await app.records.remove(admin.actor, "company", id);
      await app.records.restore(admin.actor, "company", id);
      const changes = [id, await company("Petrov")].map((one) => ({ id: one, input: { city: "Varna" } }));
      await app.db.transaction(
        async (trx) =>
          await changeMany(app.get(services.through), admin.actor, "company", { changes, trx, operationId: newId() }),
      );
      const name = "Kolev & Co";
      expect(await noted()).toEqual([
        "created Kolev 1",
        `changed ${name} 1`,
        `removed ${name} 1`,
        `restored ${name} 1`,
        "created Petrov 1",
        `changed ${name} 2`,
        "changed Petrov 2",
      ]);
    });
  });

  test("is not asked for what it says that it does not want", async () => {
    await withModule("", '{ wants: (values, before) => before !== undefined && values.has("city") }', async () => {
      const id = await company("Kolev");
      await app.records.change(admin.actor, "company", id, { name: "Kolev & Co" });
      await app.records.change(admin.actor, "company", id, { city: "Varna" });
      expect(await noted()).toEqual(["changed Kolev & Co 1"]);
    });
  });

  test("goes back with the record, when the record's transaction does", async () => {
    await withModule("", "{}", async () => {
      const both = app.db.transaction(async (trx) => {
        await app.records.create(admin.actor, "company", { name: "Kolev" }, { trx });
        throw new Error("no");
      });
      await expect(both).rejects.toThrow("no");
      expect(await noted()).toEqual([]);
    });
  });

  test("concerns the records of those who have the module", async () => {
    const audience = { audience: { teams: [team] } };
    await withModule(
      "",
      "{}",
      async () => {
        await company("Petrov", await app.person("sales"));
        await company("Kolev", north);
        expect(await noted()).toEqual(["created Kolev 1"]);
      },
      audience,
    );
  });
});

describe("work along that fails", () => {
  test.each([
    { how: "throws", more: 'throw new TypeError("broken");' },
    { how: "asks for a table that is not there", more: 'await trx.query({ text: "select from plugin_ID.nowhere" });' },
    { how: "never ends", more: "await new Promise(() => {});" },
    { how: "waits in the database", more: 'await trx.query({ text: "select pg_sleep(10)" });' },
  ])("of a module that $how is taken back alone", async ({ more }) => {
    await withModule(more, "{}", async () => {
      const id = await company("Kolev");
      expect(await app.records.get(admin.actor, "company", id)).toMatchObject({ name: "Kolev" });
      expect(await noted()).toEqual([]);
    });
  });

  test("keeps the record out where the module says that it is critical", async () => {
    await withModule('throw new TypeError("broken");', "{ critical: true }", async (plugin) => {
      const made = await admin.api("POST", "/api/v1/companies", { name: "Ivanov" });
      expect([made.status, await made.json()]).toMatchObject([503, { code: "plugins.hook_failed" }]);
      const { data } = await app.records.list(admin.actor, "company", {
        filter: { field: "name", op: "eq", value: "Ivanov" },
      });
      expect([data, await noted(), plugin]).toEqual([[], [], plugin]);
    });
  });

  test("does not go on in the transaction when its time is over", async () => {
    const late =
      "setTimeout(() => trx.query({ text: \"insert into plugin_ID.noted (said) values ('late')\" }).catch(() => {}), 2200); await new Promise(() => {});";
    await withModule(late, "{}", async () => {
      await app.db.transaction(async (trx) => {
        await app.records.create(admin.actor, "company", { name: "Kolev" }, { trx });
        await new Promise((done) => setTimeout(done, 500));
      });
      expect(await noted()).toEqual([]);
    });
  });
});

describe("the way to the database that a module is lent", () => {
  const company = { name: "Kolev" };
  const hooks = ["along", "create"].map((action) => ({ kind: "company", action }));
  /** What the module's attempts came to: `tried` is its code, which keeps each answer in `globalThis.answers`. */
  async function tried(requests: object, attempt: string): Promise<unknown[]> {
    const answers: unknown[] = [];
    Object.assign(globalThis, { answers });
    const ask = `(way) => way.query({ text: "${attempt}" }).then((rows) => rows.length, ({ code }) => code)`;
    const code = `const ask = ${ask};
      setup:
      host.before("company", "create", async (draft, { db }) => { answers.push(await ask(db)); return []; });
      host.along("company", async (trx, written, { db }) => { answers.push(await ask(trx), await ask(db)); });`;
    const id = await codePlugin(folder, { code, manifest: { requests, contributes: { hooks } } });
    await app.get(services.plugins).enable(admin.actor, id, { agreed: "everything" });
    await app.records.create(admin.actor, "company", company);
    await app.get(services.plugins).disable(admin.actor, id);
    return answers;
  }

  test.each(["select * from users", "select * from plugin_noting1.noted", "select 1"])(
    "takes no statement of one that did not ask for them: %s",
    async (attempt) => {
      const refused = "plugins.no_statements";
      expect(await tried({}, attempt)).toEqual([refused, refused, refused]);
    },
  );

  test("takes statements of one that asked, but none about tables of the core or of another", async () => {
    const refused = "plugins.not_its_own";
    expect(await tried({ sql: true }, "select 1")).toEqual([1, 1, 1]);
    expect(await tried({ sql: true }, "select * from users")).toEqual([refused, refused, refused]);
    expect(await tried({ sql: true }, "select * from plugin_noting1.noted")).toEqual([refused, refused, refused]);
  });

  test("stops no save where it refuses, and the module's page tells its author", async () => {
    const id = await codePlugin(folder, {
      code: `setup:
        host.before("company", "create", async (draft, { db }) => { await db.query({ text: "select 1" }); return []; });
        host.along("company", async (trx) => { await trx.query({ text: "select 1" }); });`,
      manifest: { contributes: { hooks } },
    });
    await app.get(services.plugins).enable(admin.actor, id);
    for (let times = 0; times < 10; times++) await app.records.create(admin.actor, "company", company);
    await expect.poll(async () => (await app.get(services.plugins).get(id)).state).toBe("quarantined");
    const page = await (await admin.visit(`/settings/modules/${id}`)).text();
    expect(page).toMatch(/(along company|before create of company): plugins\.no_statements/);
  });

  test("is good for what the core offers on it", async () => {
    const code = `setup: const records = get(tokens.records); const settings = get(tokens.settings);
      host.along("company", async (trx, written, { actor }) => {
        await settings.read(actor, trx);
        await records.create(actor, "contact", { lastName: "Of " + written[0].record.name }, { trx });
      });`;
    const contributes = { hooks: hooks.slice(0, 1) };
    Object.assign(globalThis, { tokens: services });
    const requests = { kinds: { contact: ["create"] } };
    const id = await codePlugin(folder, { code, manifest: { requests, contributes } });
    await app.get(services.plugins).enable(admin.actor, id, { agreed: "everything" });
    await app.records.create(admin.actor, "company", { name: "Ivanova" });
    await app.get(services.plugins).disable(admin.actor, id);
    const filter = { field: "lastName", op: "eq", value: "Of Ivanova" } as const;
    expect((await app.records.list(admin.actor, "contact", { filter })).data).toHaveLength(1);
  });
});
