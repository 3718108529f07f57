// Nothing a plugin asks for happens before an administrator agreed to it, and what was agreed to is what it may do.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asksNothing, beyond, consentTo } from "../../../../core/plugins/life/consent.ts";
import type { Manifest, Requests } from "../../../../core/plugins/manifest/manifest.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Answers to `GET /<id>` with what `work` finds; may read companies. */
const asking = async (work: string, requests: Requests = { kinds: { company: ["read"] } }) =>
  await codePlugin(folder, {
    imports: 'import { Router } from "@koa/router";',
    code: `setup: const records = get(Symbol.for("core.records")); const router = new Router();
      router.get("/ID", async (ctx) => { const { actor } = ctx.state; ctx.body = { found: ${work} }; }); host.routes(router);`,
    manifest: {
      requests,
      permissions: [{ id: "ID.see", label: { en: "See" } }],
      contributes: { routes: [{ path: "/ID", permission: "ID.see" }] },
    },
  });

const enabling = async (id: string, more: object = {}) =>
  await admin.api("PUT", `/api/v1/plugins/${id}/enabling`, { everyone: true, ...more });
const list = (kind: string): string => `(await records.list(actor, "${kind}", {})).data.length`;

describe("a module that asks for something", () => {
  test("is not switched on before an administrator agreed, and the plan says to what", async () => {
    const id = await asking(list("company"));
    const plan = await (await admin.api("GET", `/api/v1/plugins/${id}/plan`)).json();
    expect(plan).toMatchObject({ asks: { kinds: { company: ["read"] } } });
    const refused = await enabling(id);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: "plugins.consent_needed",
      detail: expect.stringContaining("company: read"),
    });
    expect((await enabling(id, { agree: { kinds: { company: ["create"] } } })).status).toBe(409);
    expect((await enabling(id, { agree: { everything: true } })).status).toBe(400);
    expect((await app.get(services.plugins).get(id)).state).toBe("discovered");
    expect((await enabling(id, { agree: { kinds: { company: ["read"] } } })).status).toBe(200);
    expect(await (await admin.api("GET", `/api/v1/plugins/${id}/plan`)).json()).toMatchObject({ asks: {} });
  });

  test("is not asked about again when it comes back, or goes to others", async () => {
    const id = await asking(list("company"));
    await enabling(id, { agree: { kinds: { company: ["read"] } } });
    await app.get(services.plugins).disable(admin.actor, id);
    expect((await enabling(id)).status).toBe(200);
  });

  test("asks on its page, by a box that has to be ticked", async () => {
    const id = await asking(list("company"));
    const path = `/settings/modules/${id}`;
    const html = await (await admin.visit(path)).text();
    expect(html).toContain("What it asks for");
    expect(html).toContain("Companies: read");
    const agreed = /name="agreed" value="([^"]*)"/.exec(html)?.[1]?.replaceAll("&quot;", '"') ?? "";
    const without = await admin.send(`${path}/enabling`, { audience: "everyone" });
    expect(without.status).toBe(409);
    expect(await without.text()).toContain("Nobody has agreed yet");
    expect((await admin.send(`${path}/enabling`, { audience: "everyone", agreed })).status).toBe(303);
    expect(await (await admin.visit(path)).text()).not.toContain('name="agreed"');
    const permissions = await (await admin.visit(`${path}?tab=permissions`)).text();
    expect(permissions).toMatch(/It may[\s\S]*Companies <span class="muted">read/);
  });
});

describe("a module that is on", () => {
  test("gets at the records it asked for, and at those of no other kind", async () => {
    const id = await asking(list("company"));
    const other = await asking(list("contact"));
    for (const one of [id, other]) await enabling(one, { agree: { kinds: { company: ["read"] } } });
    await app.records.create(admin.actor, "company", { name: "Kolev" });
    expect(await (await admin.visit(`/${id}`)).json()).toEqual({ found: 1 });
    const refused = await admin.visit(`/${other}`);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain("contact: read");
  });

  test("that asked to read does not write", async () => {
    const id = await asking('(await records.create(actor, "company", { name: "New" })).name');
    await enabling(id, { agree: { kinds: { company: ["read"] } } });
    expect((await admin.visit(`/${id}`)).status).toBe(409);
    expect((await app.records.list(admin.actor, "company", { q: "New" })).data).toEqual([]);
  });

  test("gets no titles of records of other kinds along with its own", async () => {
    const firm = await app.records.create(admin.actor, "company", { name: "Seen along" });
    await app.records.create(admin.actor, "deal", { name: "Roof", company: firm.id }).catch(() => undefined);
    const along = 'JSON.stringify((await records.list(actor, "deal", { include: ["company", "owner"] })).data)';
    const [without, withBoth] = [
      await asking(along, { kinds: { deal: ["read"] } }),
      await asking(along, { kinds: { deal: ["read"], company: ["read"] } }),
    ];
    await enabling(without, { agree: { kinds: { deal: ["read"] } } });
    await enabling(withBoth, { agree: { kinds: { deal: ["read"], company: ["read"] } } });
    const refused = await admin.visit(`/${without}`);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("company: read")]);
    expect((await admin.visit(`/${withBoth}`)).status).toBe(200);
  });

  test("opens no files of records that it did not ask for", async () => {
    const path = join(folder, "offer.txt");
    await writeFile(path, "An offer");
    const offer = { name: "offer.txt", type: "text/plain", path, bytes: 8 };
    const { id } = await app.get(services.files).keep(admin.actor, "contact", offer);
    const opens = `(await get(Symbol.for("core.files")).open(actor, "${id}")).file.name`;
    const [other, same] = [await asking(opens), await asking(opens, { kinds: { contact: ["read"] } })];
    await enabling(other, { agree: { kinds: { company: ["read"] } } });
    await enabling(same, { agree: { kinds: { contact: ["read"] } } });
    expect((await admin.visit(`/${other}`)).status).toBe(409);
    expect(await (await admin.visit(`/${same}`)).json()).toEqual({ found: "offer.txt" });
  });

  test("gets no deals from what there is about selling, and no history, unless it asked for them", async () => {
    const sales = await codePlugin(folder, {
      code: 'setup: get(Symbol.for("core.sales"));',
    });
    await expect(app.get(services.plugins).enable(admin.actor, sales)).rejects.toMatchObject({
      code: "plugins.not_agreed",
    });
    const history = await asking(
      'await get(Symbol.for("core.history")).of(actor, "contact", "01992f0e-0000-7000-8000-000000000000")',
    );
    await enabling(history, { agree: { kinds: { company: ["read"] } } });
    expect((await admin.visit(`/${history}`)).status).toBe(409);
  });
});

test("a module that reads deals moves none, and arranges no pipeline, by what there is about selling", async () => {
  const deals = await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  const asked = { kinds: { deal: ["read" as const] } };
  const writer = async (work: string) => {
    const id = await asking(`await get(Symbol.for("core.sales")).${work}`, asked);
    expect((await enabling(id, { agree: asked })).status).toBe(200);
    return await admin.visit(`/${id}`);
  };
  expect((await writer("pipelines.list(actor)")).status).toBe(200);
  for (const work of [
    `deals.close(actor, "01992f0e-0000-7000-8000-000000000000", { status: "won" })`,
    `deciders.remove(actor, "01992f0e-0000-7000-8000-000000000000", "01992f0e-0000-7000-8000-000000000000")`,
    `pipelines.arrange(actor, "${deals.id}", [])`,
    `rates.put(actor, { currency: "USD", day: "2026-01-01", rate: "1" })`,
  ]) {
    const answer = await writer(work);
    expect(answer.status, work).toBe(409);
    expect(await answer.text(), work).toMatch(/wants to do this with (deal|pipeline): change/);
  }
});

describe("what goes beyond an agreement", () => {
  const actions = fc.uniqueArray(fc.constantFrom("read", "create", "change", "delete"), { minLength: 1 });
  const requests = fc.record(
    {
      kinds: fc.dictionary(fc.constantFrom("company", "deal", "contact"), actions),
      hosts: fc.uniqueArray(fc.constantFrom("a.example", "b.example")),
      sql: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const manifestOf = (asked: Requests) => ({ id: "visits", requests: asked }) as Manifest;

  test("is nothing for the same again, and never less than what was not agreed to", () => {
    fc.assert(
      fc.property(requests, requests, (asked, agreed) => {
        expect(asksNothing(beyond(asked, asked))).toBe(true);
        const left = beyond(asked, agreed);
        expect(asksNothing(beyond(left, asked))).toBe(true);
        for (const [kind, list] of Object.entries(asked.kinds ?? {}))
          for (const action of list)
            expect(left.kinds?.[kind]?.includes(action) ?? false).toBe(!agreed.kinds?.[kind]?.includes(action));
        expect(left.sql ?? false).toBe(asked.sql === true && agreed.sql !== true);
      }),
    );
  });

  test("is refused, unless it was agreed to before and now together", () => {
    fc.assert(
      fc.property(requests, requests, requests, (asked, before, now) => {
        const left = beyond(beyond(asked, before), now);
        const consent = () => consentTo(manifestOf(asked), before, now);
        if (asksNothing(left)) expect(consent()).toEqual(asked);
        else expect(consent).toThrow("plugins.consent_needed");
      }),
    );
  });
});
