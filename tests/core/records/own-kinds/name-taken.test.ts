// A plugin that is switched on later uses the name of a kind which the company defined long ago.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { defineVessel } from "../../../support/vessels.ts";

const system = systemActor("test");
let app: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin");
  await defineVessel(ana, { name: "boat", plural: "boats", newKey: null });
});
afterAll(() => app.stop());

test("the name is the plugin's, nothing of the company's kind gets into its records, and all is back when it is gone", async () => {
  const kinds = app.get(services.kinds);
  const made = await ana.api("POST", "/api/v1/objects/boats", { name: "Ours", custom: { imo: "1", state: "built" } });
  const { id } = (await made.json()) as { id: string };
  const rule = { name: "IMO", effect: "required", field: "custom.imo" } as const;
  await app.get(services.rules).create(ana.actor, "boat", rule);
  const columns = ["name", "custom.imo"];
  const layout = { sections: [], list: columns, facts: [], quick: columns };
  await app.get(services.layouts).save(ana.actor, { kind: "boat", role: "" }, layout);
  expect(kinds.displaced()).toEqual([]);
  const given = new Map([["sales", new Map([["boats.delete", "all"] as const])]]);
  const reach = () => app.get(services.permissions).grants(["sales"], given).get("boats.delete") ?? "none";
  expect(reach()).toBe("all");

  await addBoats(app);
  // What roles may do with the company's kind was never said of the other, which has its own start.
  expect(reach()).toBe("own");
  expect(kinds.displaced().map(({ name }) => name)).toEqual(["boat"]);
  const theirs = await app.records.create(system, "boat", { name: "Theirs" });
  expect(theirs.custom).toEqual({});
  expect((await app.records.list(system, "boat")).data.map((one) => one["name"])).toEqual(["Theirs"]);
  for (const path of ["/boats", `/boats/${theirs.id}`, "/boats/new", "/new/boats", "/settings/kinds"])
    expect([path, (await ana.visit(path)).status]).toEqual([path, 200]);
  expect((await ana.visit(`/boats/${id}`)).status).toBe(404);
  const field = await ana.api("POST", "/api/v1/fields", { kind: "boat", key: "mast", schema: { "x-type": "text" } });
  expect(field.status).toBe(403);

  const { url } = await app.node();
  const answer = await fetch(`${url}/boats/${id}?tab=details`, { headers: { cookie: ana.cookie } });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("Built");
});
