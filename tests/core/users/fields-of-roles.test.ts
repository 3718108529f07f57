// What a role may do with fields, said on the role's own pages: looked at, applied, told in the changes of roles, taken back.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import type { Reaches } from "../../../core/users/role.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { setAccess } from "../../support/closing.ts";
import { system } from "../../support/people.ts";

let app: TestApp;
let admin: TestPerson;
let opener: TestPerson;

const define = async (id: string, grants: Reaches) =>
  await app.get(services.people).roleDefinitions.define(system, { id, name: `The ${id}`, position: 50, grants });

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada" });
  await define("desk", { "contacts.read": "all" });
  await define("opener", { "roles.read": "all", "fields.access": "all", "contacts.read": "all" });
  opener = await app.person("opener", { name: "Oli" });
});
afterAll(() => app.stop());

const path = "/settings/roles/desk/fields";
const text = async (answer: Promise<Response>) => await (await answer).text();
const standing = async (kind = "contact") => await app.get(services.access).of(admin.actor, kind);
const post = async (person: TestPerson, form: Record<string, string>) =>
  await person.send(path, { kind: "contact", version: String((await standing()).version), ...form });
const changes = async () =>
  (await app.get(services.people).roleDefinitions.history(admin.actor)).filter(({ fields }) => fields !== null);

describe("the page of a role's fields", () => {
  test("is reached from the role, and asks for this role alone", async () => {
    expect(await text(admin.visit("/settings/roles/desk"))).toContain(`${path}?kind&#x3D;contact`);
    const page = await text(admin.visit(`${path}?kind=contact`));
    expect([page.includes('name="mode|jobTitle|desk"'), page.includes("|sales")]).toEqual([true, false]);
  });

  test("says what would change, and changes it only when that is applied", async () => {
    const form = { "mode|jobTitle|desk": "hidden", "mode|phone|desk": "masked" };
    const review = await (await post(admin, { ...form, do: "review" })).text();
    expect(review).toContain("Job title for The desk: edit → hidden");
    expect((await standing()).fields).toEqual({});
    const saved = await post(admin, { ...form, do: "save" });
    expect([saved.status, saved.headers.get("Location")]).toEqual([303, `${path}?kind=contact`]);
    expect((await standing()).fields).toEqual({ jobTitle: { desk: "hidden" }, phone: { desk: "masked" } });
    expect(await text(admin.visit("/settings/roles/desk"))).toContain("2 fields not open to it");
  });

  test("tells whoever was slower", async () => {
    const late = await post(admin, { version: "0", "mode|city|desk": "read", do: "save" });
    expect([late.status, await late.text()]).toEqual([422, expect.stringContaining("Somebody else changed access")]);
  });

  test("is not there for administrators, whom nothing is closed to, nor for a role that is none", async () => {
    const asked = ["admin", "nobody"].map((role) => admin.visit(`/settings/roles/${role}/fields`));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404]);
  });

  test("is for those who may say so", async () => {
    await define("looker", { "roles.read": "all" });
    const looker = await app.person("looker");
    expect((await looker.visit(path)).status).toBe(403);
    expect((await post(looker, { "mode|city|desk": "hidden", do: "save" })).status).toBe(403);
    const page = await text(looker.visit("/settings/roles/desk"));
    expect([page.includes("2 fields not open to it"), page.includes(path)]).toEqual([true, false]);
  });
});

describe("the changes of roles", () => {
  test("tell what became of fields, and take it back", async () => {
    const [newest] = await changes();
    expect(newest).toMatchObject({
      role: "desk",
      actorName: "Ada",
      fields: { contact: { jobTitle: ["edit", "hidden"], phone: ["edit", "masked"] } },
    });
    const page = await text(admin.visit("/settings/roles/changes"));
    expect(page).toContain("The desk: what it may do with fields was changed");
    expect(page).toContain("Contacts, Job title: edit → hidden");
    expect((await admin.send(`/settings/roles/changes/${newest?.seq}/undo`, {})).status).toBe(303);
    expect((await standing()).fields).toEqual({});
    expect((await changes())[0]).toMatchObject({ fields: { contact: { jobTitle: ["hidden", "edit"] } } });
  });

  test("take nothing back that was changed again since", async () => {
    await setAccess(app, "contact", { city: { desk: "hidden" } });
    const [older] = await changes();
    await setAccess(app, "contact", { city: { desk: "read" } });
    const answer = await admin.send(`/settings/roles/changes/${older?.seq}/undo`, {});
    expect([answer.status, (await standing()).fields]).toEqual([409, { city: { desk: "read" } }]);
  });

  test("have a line for each role, whichever way it was said, and none for what stays", async () => {
    const before = (await changes()).length;
    await app
      .get(services.access)
      .change(admin.actor, "contact", { city: { desk: "read", sales: "hidden" }, phone: { sales: "edit" } });
    const [line, ...rest] = await changes();
    expect([line?.role, line?.fields, rest.length]).toEqual([
      "sales",
      { contact: { city: ["edit", "hidden"] } },
      before,
    ]);
    await setAccess(app, "contact", { city: { desk: "edit", sales: "edit" } });
  });
});

describe("case 26: nobody", () => {
  const open = async (modes: object) =>
    await opener.api("PATCH", "/api/v1/field-access/contact", { fields: modes }, { "If-Match": "*" });
  const codeOf = async (answer: Response) => {
    const { code, errors = [] } = (await answer.json()) as { code: string; errors?: { code: string }[] };
    return [answer.status, code, ...errors.map((one) => one.code)].join(" ");
  };

  test("opens a field further than it is open to themselves, by any way", async () => {
    await setAccess(app, "contact", {
      phone: { opener: "masked", desk: "hidden" },
      city: { opener: "read", desk: "hidden" },
    });
    expect(await codeOf(await open({ phone: { desk: "read" } }))).toBe("403 access.above_own");
    expect(await codeOf(await open({ phone: { opener: "edit" } }))).toBe("403 access.above_own");
    expect((await post(opener, { "mode|city|desk": "edit", do: "save" })).status).toBe(403);
    expect((await standing()).fields).toMatchObject({ phone: { desk: "hidden" }, city: { desk: "hidden" } });
    expect((await open({ phone: { desk: "masked" }, city: { desk: "read", opener: "hidden" } })).status).toBe(200);
    await setAccess(app, "contact", {
      phone: { opener: "edit", desk: "edit" },
      city: { opener: "edit", desk: "edit" },
    });
  });

  test("is told of a field that is hidden from them, or says who sees it", async () => {
    await setAccess(app, "contact", { jobTitle: { opener: "hidden", desk: "masked" } });
    await app.get(services.definitions).refresh();
    const shown = await text(opener.api("GET", "/api/v1/field-access/contact"));
    const pages = [
      await text(opener.visit(`${path}?kind=contact`)),
      await text(opener.visit("/settings/roles/changes")),
    ];
    expect([shown, ...pages].filter((said) => /jobTitle|Job title/.test(said))).toEqual([]);
    const unknown = await codeOf(await open({ jobTitles: { desk: "hidden" } }));
    expect(await codeOf(await open({ jobTitle: { desk: "hidden" } }))).toBe(unknown);
    expect(unknown).toBe("422 access.invalid unknown_field");
  });
});
