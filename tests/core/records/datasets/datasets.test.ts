// Reports count and add up what whoever asks may see, and nothing else.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { setAccess } from "../../../support/closing.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let ada: TestPerson;
let stage: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true });
  admin = await app.person("admin");
  ada = await app.person("sales");
  await app.deal(admin.actor, "The first");
  const amounts = { EUR: ["100", "50.5"], USD: ["7"] };
  for (const [currency, some] of Object.entries(amounts))
    for (const amount of some)
      await app.records.create(admin.actor, "deal", { name: "Boat", amount: { amount, currency }, owner: ada.id });
  const { data } = await app.records.list(admin.actor, "deal", { limit: 1 });
  stage = String(data[0]?.["stage"]);
});
afterAll(() => app.stop());

const ask = async (person: TestPerson, path: string) => {
  const answer = await person.api("GET", `/api/v1/datasets${path}`);
  return { status: answer.status, body: (await answer.json()) as Answer };
};
interface Answer {
  readonly data?: readonly { readonly id: string; readonly fields: readonly { readonly path: string }[] }[];
  readonly code?: string;
  readonly label?: string;
  readonly fields?: readonly { readonly path: string; readonly groupable: boolean; readonly addable: boolean }[];
}

describe("the datasets", () => {
  test("are those whose records somebody may read, in their language", async () => {
    const all = (await ask(admin, "")).body.data?.map(({ id }) => id);
    expect(all).toEqual(["contacts.contacts", "contacts.companies", "deals.deals", "activities.activities"]);
    expect((await ask(ada, "")).body.data?.map(({ id }) => id)).toEqual(all?.slice(0, 3));
    expect((await ask(ada, "/activities.activities")).body.code).toBe("datasets.not_found");
    const german = await app.person("sales", { language: "de" });
    expect((await ask(german, "/contacts.companies")).body.label).toBe("Firmen");
  });

  test("say what can be counted by and added up", async () => {
    const { fields = [] } = (await ask(ada, "/deals.deals")).body;
    const of = (path: string) => fields.find((field) => field.path === path);
    expect([of("stage"), of("amount"), of("name")]).toMatchObject([
      { groupable: true, addable: false },
      { groupable: false, addable: true },
      { groupable: false, addable: false },
    ]);
  });
});

describe("their numbers", () => {
  test("are those of the records that somebody sees", async () => {
    const sums = [
      { path: "amount", amount: "150.5", currency: "EUR" },
      { path: "amount", amount: "7", currency: "USD" },
    ];
    expect((await ask(ada, "/deals.deals/groups?by=stage&sum=amount")).body).toEqual({
      data: [{ key: stage, count: 3, sums }],
      more: false,
    });
    expect((await ask(admin, "/deals.deals/groups?by=stage")).body).toMatchObject({ data: [{ count: 4, sums: [] }] });
    const other = await app.person("sales");
    expect((await ask(other, "/deals.deals/groups?by=stage")).body).toMatchObject({ data: [] });
  });

  test("are narrowed by what is asked, and read page by page", async () => {
    const { body } = await ask(ada, "/deals.deals/groups?by=status&sum=amount&filter[amount][gte]=60");
    expect(body).toMatchObject({ data: [{ key: "open", count: 1, sums: [{ amount: "100" }] }] });
    const rows = await ask(ada, "/deals.deals/rows?sort=-amount&limit=2&fields=amount&count=exact");
    expect(rows.body).toMatchObject({ data: [{ amount: { amount: "100.00" } }, {}], page: { count: 3 } });
  });

  test.each([
    ["?by=name", "records.not_groupable"],
    ["?by=stage&sum=name", "datasets.not_addable"],
    ["?by=nothing", "records.unknown_field"],
    ["?by=stage&group=stage", "api.unknown_parameter"],
  ])("%s is refused: %s", async (query, code) => {
    const { status, body } = await ask(ada, `/deals.deals/groups${query}`);
    expect([status, body.code]).toEqual([400, code]);
  });
});

describe("fields", () => {
  test("that are not in a dataset are unknown to it", async () => {
    await app.records.create(admin.actor, "activity", { subject: "Secret", notes: "very", dueOn: "2026-11-27" });
    const ok = await ask(admin, "/activities.activities/groups?by=type&sum=minutes");
    expect(ok.body).toMatchObject({ data: [{ key: "task", count: 1 }] });
    for (const query of [
      "rows?fields=notes",
      "rows?filter[notes]=very",
      "rows?sort=notes",
      "groups?by=type&filter[place]=x",
    ]) {
      const { status, body } = await ask(admin, `/activities.activities/${query}`);
      expect([query, status, body.code]).toEqual([query, 400, "records.unknown_field"]);
    }
    const whole = await ask(admin, "/activities.activities/rows");
    expect(JSON.stringify(whole.body)).not.toContain("very");
  });

  test("that are hidden from somebody are not there for them", async () => {
    await setAccess(app, "deal", { amount: { sales: "hidden" } });
    const { fields = [] } = (await ask(ada, "/deals.deals")).body;
    expect(fields.some(({ path }) => path === "amount")).toBe(false);
    for (const query of ["groups?by=stage&sum=amount", "rows?sort=amount", "rows?filter[amount][gt]=1"])
      expect((await ask(ada, `/deals.deals/${query}`)).body.code).toBe("records.unknown_field");
    expect((await ask(admin, "/deals.deals/groups?by=stage&sum=amount")).status).toBe(200);
  });
});

test("a module's go with it", async () => {
  await app.get(services.plugins).disable(admin.actor, "activities");
  expect((await ask(admin, "/activities.activities")).status).toBe(404);
});
