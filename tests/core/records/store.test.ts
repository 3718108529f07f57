import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApp, TestPerson } from "../../support/app.ts";
import { startTestApp } from "../../support/app.ts";
import { addBoats } from "../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("sales", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
afterAll(() => app.stop());

describe("writing a record", () => {
  test("normalises what was typed, and it belongs to whoever made it", async () => {
    const made = await app.records.create(ana.actor, "boat", {
      name: "  Sea   Wind ",
      email: "Info@Sea.Example",
      phone: "0888 123 456",
      price: { amount: "1250.5", currency: "EUR" },
      length: "11.50",
    });
    expect(made).toMatchObject({
      name: "Sea Wind",
      email: "info@sea.example",
      phone: "+359888123456",
      price: { amount: "1250.50", currency: "EUR" },
      length: "11.5",
      rig: null,
      owner: ana.id,
      version: 1,
      deletedAt: null,
    });
    expect(await app.records.get(ana.actor, "boat", made.id)).toEqual(made);
  });

  test("says everything that is wrong at once, and stores nothing", async () => {
    const before = await app.records.count(ana.actor, "boat");
    const wrong = { email: "nobody", length: -1, rig: "raft", colour: "red", version: 7 };
    await expect(app.records.create(ana.actor, "boat", wrong)).rejects.toMatchObject({
      problems: [
        { pointer: "/email", code: "not_an_email" },
        { pointer: "/length", code: "too_small" },
        { pointer: "/rig", code: "not_an_option" },
        { pointer: "/colour", code: "unknown_field" },
        { pointer: "/version", code: "read_only" },
      ],
    });
    await expect(app.records.create(ana.actor, "boat", {})).rejects.toMatchObject({
      problems: [{ pointer: "/name", code: "required" }],
    });
    expect(await app.records.count(ana.actor, "boat")).toEqual(before);
  });

  test("refuses a link to what does not exist or may not be seen", async () => {
    const hidden = await app.records.create(boris.actor, "boat", { name: "Hidden" });
    const refusal = { problems: [{ pointer: "/mother", code: "no_such_record" }] };
    await expect(app.records.create(ana.actor, "boat", { name: "Child", mother: hidden.id })).rejects.toMatchObject(
      refusal,
    );
    const made = await app.records.create(ana.actor, "boat", { name: "Child" });
    await expect(app.records.change(ana.actor, "boat", made.id, { mother: hidden.id })).rejects.toMatchObject(refusal);
  });

  test("lets two people who change different fields both win, and asks about the same field", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "Both" });
    await app.records.change(ana.actor, "boat", made.id, { rig: "sloop" }, { baseVersion: 1 });
    const merged = await app.records.change(ana.actor, "boat", made.id, { length: "9" }, { baseVersion: 1 });
    expect(merged).toMatchObject({ rig: "sloop", length: "9", version: 3 });
    const late = app.records.change(ana.actor, "boat", made.id, { rig: "ketch" }, { baseVersion: 1 });
    await expect(late).rejects.toMatchObject({
      code: "records.edit_conflict",
      fields: ["rig"],
      current: { rig: "sloop" },
    });
  });

  test("case 102: loses none of fifty changes at once", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "Busy" });
    const fields = ["length", "email", "phone", "price", "rig"];
    const values = ["5", "a@b.example", "+359888000111", { amount: "1.00", currency: "EUR" }, "ketch"];
    await Promise.all(
      fields.map((field, at) => app.records.change(ana.actor, "boat", made.id, { [field]: values[at] })),
    );
    const after = await app.records.get(ana.actor, "boat", made.id);
    expect(fields.map((field) => after[field])).toEqual(values);
    expect(after.version).toBe(6);
  });

  test("writes its history in the same statement", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "Told" });
    await app.records.change(ana.actor, "boat", made.id, { name: "Retold" });
    await app.records.remove(ana.actor, "boat", made.id);
    const rows = await app.db.query({
      text: "select action, version, before, after, actor_id from changes where record_id = $1 order by version",
      values: [made.id],
    });
    expect(rows).toEqual([
      { action: "created", version: 1, before: null, after: { name: "Told", owner: ana.id }, actor_id: ana.id },
      { action: "changed", version: 2, before: { name: "Told" }, after: { name: "Retold" }, actor_id: ana.id },
      { action: "removed", version: 3, before: { deletedAt: null }, after: { deletedAt: true }, actor_id: ana.id },
    ]);
  });

  test("goes to the trash and comes back", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "Gone" });
    await app.records.remove(ana.actor, "boat", made.id);
    expect(await app.records.find(ana.actor, "boat", made.id)).toBeUndefined();
    await expect(app.records.change(ana.actor, "boat", made.id, { name: "x" })).rejects.toMatchObject({
      code: "records.not_found",
    });
    expect((await app.records.list(ana.actor, "boat", { trash: true })).data.map((one) => one.id)).toContain(made.id);
    expect(await app.records.restore(ana.actor, "boat", made.id)).toMatchObject({ name: "Gone", deletedAt: null });
  });
});

describe("somebody else's record", () => {
  test("does not exist for a colleague with rights to their own only", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "Private" });
    const missing = { code: "records.not_found" };
    await expect(app.records.get(boris.actor, "boat", made.id)).rejects.toMatchObject(missing);
    await expect(app.records.change(boris.actor, "boat", made.id, { name: "Mine" })).rejects.toMatchObject(missing);
    await expect(app.records.remove(boris.actor, "boat", made.id)).rejects.toMatchObject(missing);
    const listed = await app.records.list(boris.actor, "boat", { q: "private" });
    expect(listed.data).toEqual([]);
  });
});

describe("a list", () => {
  beforeAll(async () => {
    for (let at = 0; at < 7; at++) {
      const price = at % 3 === 0 ? null : { amount: `${at * 100}`, currency: "EUR" };
      await app.records.create(ana.actor, "boat", {
        name: `Listed ${at}`,
        rig: "sloop",
        price,
        email: `l${at}@list.example`,
      });
    }
  });

  test.each(["-createdAt", "price", "-price", "name", "-price,name", "rig,-price"])(
    "in the order %s comes whole and once over its pages",
    async (sort) => {
      const parts = sort.split(",").map((part) => ({
        field: part.replace("-", ""),
        direction: part.startsWith("-") ? ("desc" as const) : ("asc" as const),
      }));
      const query = { filter: { field: "name", op: "startsWith" as const, value: "Listed" }, sort: parts };
      const whole = (await app.records.list(ana.actor, "boat", { ...query, limit: 200 })).data.map(
        (one) => one["name"],
      );
      const paged: unknown[] = [];
      let after: string | undefined;
      do {
        const page = await app.records.list(ana.actor, "boat", { ...query, limit: 2, after });
        paged.push(...page.data.map((one) => one["name"]));
        after = page.next ?? undefined;
      } while (after);
      expect(whole).toHaveLength(7);
      expect(paged).toEqual(whole);
    },
  );

  test("finds by part of a name, e-mail, number in any format, in either alphabet", async () => {
    await app.records.create(ana.actor, "boat", {
      name: "Колев ООД",
      email: "office@kolev.example",
      phone: "+359 2 987 65 43",
    });
    for (const q of ["колев", "kolev", "KOLEV ood", "office@kol", "02 987 6543", "987 65", "6543"]) {
      const found = await app.records.list(ana.actor, "boat", { q });
      expect(
        found.data.map((one) => one["name"]),
        q,
      ).toContain("Колев ООД");
    }
  });

  test("answers hostile questions with a refusal, never with a failure", async () => {
    const hostile: object[] = [
      { sort: [{ field: "name", direction: "asc, (select 1)" }] },
      { sort: [{ field: "name; drop table boats", direction: "asc" }] },
      { filter: { field: "__proto__", op: "eq", value: 1 } },
      { filter: { field: "name", op: "toString", value: 1 } },
      { filter: { field: "name", op: "eq", value: { toSQL: 1 } } },
      { filter: { field: "length", op: "gte", value: "1e400" } },
      { filter: { field: "id", op: "eq", value: "1" } },
      { filter: { and: [] } },
      { filter: [] },
      { filter: { field: "name", op: "eq", value: "a\u0000" } },
      { limit: -1 },
      { limit: 1e9 },
      { after: "abc" },
      { after: "abc.def" },
      { q: "\u0000" },
      { fields: ["secret"] },
      { include: ["name"] },
      { filter: { field: "createdAt", op: "within", value: "P99999D" } },
      { filter: { field: "owner", op: "eq", value: "1 or 1=1" } },
    ];
    for (const query of hostile) {
      await expect(app.records.list(ana.actor, "boat", query), JSON.stringify(query)).rejects.toMatchObject({
        status: 400,
      });
    }
  });

  test("counts exactly, and brings the titles of linked records", async () => {
    const mother = await app.records.create(ana.actor, "boat", { name: "Mother" });
    await app.records.create(ana.actor, "boat", { name: "Daughter", mother: mother.id });
    const filter = { field: "mother", op: "eq" as const, value: mother.id };
    const { data, count } = await app.records.list(ana.actor, "boat", {
      filter,
      include: ["mother", "owner"],
      count: "exact",
    });
    expect(count).toEqual({ number: 1, exact: true });
    expect(data[0]?.related).toEqual({
      mother: { id: mother.id, title: "Mother" },
      owner: { id: ana.id, title: "Ana" },
    });
  });
});
