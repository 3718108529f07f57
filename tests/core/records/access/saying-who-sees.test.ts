import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  sales = await app.person("sales");
});
afterAll(() => app.stop());

const version = async (kind = "deal") =>
  (await admin.api("GET", `/api/v1/field-access/${kind}`)).headers.get("etag") ?? "";
const change = async (fields: unknown, kind = "deal") =>
  await admin.api("PATCH", `/api/v1/field-access/${kind}`, { fields }, { "If-Match": await version(kind) });

describe("who sees what", () => {
  test("is said per role and field, and read back", async () => {
    const answer = await change({ amount: { sales: "hidden" }, source: { sales: "read", manager: "masked" } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      kind: "deal",
      fields: { amount: { sales: "hidden" }, source: { sales: "read", manager: "masked" } },
    });
    await change({ source: { sales: "edit", manager: "edit" }, amount: { sales: "edit" } });
    const { data } = (await (await admin.api("GET", "/api/v1/field-access")).json()) as { data: { fields: object }[] };
    expect(data.map(({ fields }) => fields)).toEqual(data.map(() => ({})));
  });

  test("follows a field of one's own when its key changes", async () => {
    const field = (await (
      await admin.api("POST", "/api/v1/fields", { kind: "deal", key: "margin", schema: { "x-type": "percent" } })
    ).json()) as { id: string };
    await change({ "custom.margin": { sales: "hidden" } });
    await admin.api("PATCH", `/api/v1/fields/${field.id}`, { key: "profit" }, { "If-Match": '"v1"' });
    const said = await (await admin.api("GET", "/api/v1/field-access/deal")).json();
    expect(said).toMatchObject({ fields: { "custom.profit": { sales: "hidden" } } });
    for (const name of ["margin", "profit"])
      expect((await sales.api("GET", `/api/v1/deals?sort=custom.${name}`)).status).toBe(400);
    expect(await (await sales.api("GET", "/api/v1/fields?kind=deal")).json()).toMatchObject({ data: [] });
    expect((await sales.api("GET", `/api/v1/fields/${field.id}`)).status).toBe(404);
  });

  const wrong = [
    [{ nothing: { sales: "hidden" } }, "unknown_field"],
    [{ amount: { nobody: "hidden" } }, "unknown_role"],
    [{ amount: { admin: "hidden" } }, "admin_sees_all"],
    [{ amount: { sales: "secret" } }, "not_an_option"],
    [{ name: { sales: "hidden" } }, "stays_in_sight"],
    [{ owner: { sales: "masked" } }, "stays_in_sight"],
  ] as const;
  test.each(wrong)("refuses %j as %s, and writes nothing", async (fields, code) => {
    const before = await version();
    const answer = await change({ source: { sales: "read" }, ...fields });
    const { errors } = (await answer.json()) as { errors: { code: string }[] };
    expect([answer.status, errors.map((error) => error.code), await version()]).toEqual([422, [code], before]);
  });

  test("is refused on the kinds that the product itself is built from", async () => {
    expect((await admin.api("PATCH", "/api/v1/field-access/stage", { fields: {} }, { "If-Match": "*" })).status).toBe(
      403,
    );
    expect((await admin.api("PATCH", "/api/v1/field-access/nothing", { fields: {} }, { "If-Match": "*" })).status).toBe(
      404,
    );
  });

  test("needs the version it is based on", async () => {
    const stale = await version();
    await change({ source: { sales: "read" } });
    const send = (headers: Record<string, string>) =>
      admin.api("PATCH", "/api/v1/field-access/deal", { fields: { source: { sales: "edit" } } }, headers);
    expect([(await send({})).status, (await send({ "If-Match": stale })).status]).toEqual([428, 412]);
  });

  test("is nobody's business but that of those who may say so", async () => {
    expect((await sales.api("GET", "/api/v1/field-access")).status).toBe(403);
    expect((await sales.api("GET", "/api/v1/field-access/deal")).status).toBe(403);
    expect((await sales.api("PATCH", "/api/v1/field-access/deal", { fields: {} }, { "If-Match": "*" })).status).toBe(
      403,
    );
  });

  test("is written down: who opened or closed what, and when", async () => {
    await change({ source: { sales: "hidden" } });
    const [last] = await app.db.query({
      text: "select actor_id, kind, field, role, mode from field_access_changes order by seq desc limit 1",
    });
    expect(last).toEqual({ actor_id: admin.id, kind: "deal", field: "source", role: "sales", mode: "hidden" });
  });
});
