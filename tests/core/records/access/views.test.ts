// Saved views that filter by a field somebody may not see, or that is gone: the list opens, and says what it left out.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let field: { id: string; version: number };
const views: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  for (const action of ["read", "change"]) await app.grant("sales", `boats.${action}`, "all");
  ana = await app.person("sales", { name: "Ana" });
  const made = await admin.api("POST", "/api/v1/fields", { kind: "boat", key: "berth", schema: { "x-type": "text" } });
  field = (await made.json()) as typeof field;
  for (const [name, price, berth] of [
    ["Aurora", "100", "A1"],
    ["Borealis", "900", "B1"],
  ])
    await admin.api("POST", "/api/v1/boats", {
      name,
      phone: "+359888123456",
      rig: "sloop",
      price: { amount: price, currency: "EUR" },
      custom: { berth },
    });
  const rig = "filter[rig]=sloop";
  await view("dear", `${rig}&filter[price][gte]=500&sort=price`);
  await view("berths", `${rig}&filter[custom.berth]=B1&sort=-custom.berth`);
  await view("phones", "filter[phone][startsWith]=%2B359");
  await setAccess(app, "boat", { price: { sales: "hidden" }, phone: { sales: "masked" } });
});
afterAll(() => app.stop());

async function view(name: string, list: string): Promise<void> {
  const answer = await admin.send("/boats/views", { list, name, sharing: "all" });
  views[name] = String(answer.headers.get("location")?.split("view=")[1]);
}

const open = async (who: TestPerson, name: string, more = "") => {
  const answer = await who.visit(`/boats?view=${views[name]}${more}`);
  const html = await answer.text();
  const names = ["Aurora", "Borealis"].filter((one) => html.includes(`>${one}<`));
  return { status: answer.status, html, names };
};
const forYou = "A filter of this view does not apply for you";

describe("a view that filters by a hidden field", () => {
  test("opens without that filter, and does not name the field", async () => {
    const { status, html, names } = await open(ana, "dear");
    expect([status, names]).toEqual([200, ["Aurora", "Borealis"]]);
    expect(html).toContain(forYou);
    expect(html).not.toMatch(/price/);
  });

  test("shows whoever sees the field all of it, and no note", async () => {
    const { html, names } = await open(admin, "dear");
    expect([names, html.includes("does not apply"), html.includes("no longer applies")]).toEqual([
      ["Borealis"],
      false,
      false,
    ]);
  });

  test("answers programs that it asks about a field that is not there", async () => {
    const answer = await ana.api("GET", `/api/v1/boats?view=${views["dear"]}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, "views.unknown_field"]);
  });

  test("says nothing any more once the list has filters of its own", async () => {
    expect((await open(ana, "dear", "&filter[rig]=sloop")).html).not.toContain(forYou);
  });
});

test("a view that compares what somebody sees only masked opens without that condition", async () => {
  const { status, html } = await open(ana, "phones");
  expect([status, html.includes(forYou)]).toEqual([200, true]);
});

describe("a view that filters by a field that is archived, then dropped", () => {
  test("opens for everybody, says which filter no longer applies, and keeps the others", async () => {
    expect((await open(admin, "berths")).names).toEqual(["Borealis"]);
    const archived = await admin.api("DELETE", `/api/v1/fields/${field.id}`, undefined, {
      "If-Match": `"v${field.version}"`,
    });
    const { status, html, names } = await open(admin, "berths");
    expect([status, names]).toEqual([200, ["Aurora", "Borealis"]]);
    expect(html).toContain("The filter on berth no longer applies");
    const { version } = (await archived.json()) as { version: number };
    const gone = await admin.api("DELETE", `/api/v1/fields/${field.id}?permanent=true&key=berth`, undefined, {
      "If-Match": `"v${version}"`,
    });
    expect([gone.status, (await open(admin, "berths")).status]).toEqual([204, 200]);
    expect((await open(ana, "berths")).status).toBe(200);
  });
});
