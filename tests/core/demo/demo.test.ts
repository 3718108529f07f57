import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const counts = async () => {
  const tables = ["companies", "contacts", "deals", "users", "teams"].map(
    (table) => `select '${table}' as name, count(*)::int as n from ${table} where deleted_at is null`,
  );
  return await app.db.query<{ name: string; n: number }>({ text: tables.join(" union all ") });
};

describe("the demo company", () => {
  test("can be signed in to, refuses to come twice, and goes without a trace", async () => {
    const before = await counts();
    const demo = app.get(services.demo);
    const people = await demo.load("en");
    expect(people.map((one) => one.role)).toEqual(["manager", "sales", "sales"]);
    const [somebody] = people;
    const signIn = app.get(services.people).signIn;
    const visitor = { address: "127.0.0.1", device: "test" };
    const session = await signIn.withPassword(
      { login: somebody?.email ?? "", password: somebody?.password ?? "", kept: false },
      visitor,
    );
    expect(session.ok).toBe(true);
    await expect(demo.load("en")).rejects.toMatchObject({ code: "demo.loaded_already" });
    expect((await counts()).find((one) => one.name === "deals")?.n).toBe(42);

    await demo.clear();
    expect(await counts()).toEqual(before);
    expect(await demo.isLoaded()).toBe(false);
  });

  test("leaves what somebody changed in the trash, where it can be found", async () => {
    const demo = app.get(services.demo);
    await demo.load("de");
    const boss = await app.person("admin");
    const { data } = await app.records.list(boss.actor, "company", { limit: 1 });
    await app.records.change(boss.actor, "company", data[0]?.id ?? "", { name: "Worth keeping" });
    await demo.clear();
    const trash = await app.records.list(boss.actor, "company", { trash: true });
    expect(trash.data.map((one) => one["name"])).toEqual(["Worth keeping"]);
  });
});
