// What a job writes is judged like anybody's write: refused with the reason, and nothing of it stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { until } from "../../../support/until.ts";

let app: TestApp;
let admin: TestPerson;
let sloop: Rec;
let ketch: Rec;

beforeAll(async () => {
  app = await startTestApp({ background: true });
  await addBoats(app);
  admin = await app.person("admin");
  sloop = await app.records.create(admin.actor, "boat", { name: "Aurora", rig: "sloop" });
  ketch = await app.records.create(admin.actor, "boat", { name: "Borealis", rig: "ketch" });
  const rule = {
    name: "Ketches are measured",
    effect: "required" as const,
    field: "length",
    condition: "rig == 'ketch'",
  };
  await app.get(services.rules).create(admin.actor, "boat", rule);
  const actor = systemActor("nightly");
  app.get(services.jobs).define("test.rename-fleet", {
    retries: 0,
    work: async () =>
      await app.db.transaction(async (trx) => {
        for (const { id } of [sloop, ketch]) await app.records.change(actor, "boat", id, { name: "Renamed" }, { trx });
      }),
  });
});
afterAll(() => app.stop());

/** A job that was defined a moment ago has its queue in the next. */
async function queued(): Promise<string> {
  let id: string | undefined;
  await until(
    async () =>
      (id = await app
        .get(services.jobs)
        .enqueue(undefined, "test.rename-fleet")
        .catch(() => undefined)) !== undefined,
  );
  return String(id);
}

const nameOf = async ({ id }: Rec) => (await app.records.get(admin.actor, "boat", id))["name"];

test("a job that breaks a rule fails with the reason, and what it wrote before is not there", async () => {
  const jobs = app.get(services.jobs);
  const id = await queued();
  await until(async () => (await jobs.find(id))?.state === "failed");
  expect((await jobs.find(id))?.error).toContain("required_by_rule /length");
  expect([await nameOf(sloop), await nameOf(ketch)]).toEqual(["Aurora", "Borealis"]);
  const lines = await app.db.query<{ n: number }>({
    text: "select count(*)::int as n from changes where actor_id = 'system:nightly'",
  });
  expect(lines).toEqual([{ n: 0 }]);
});

test("and writes everything once the rule is met", async () => {
  await app.records.change(admin.actor, "boat", ketch.id, { length: "12" });
  const jobs = app.get(services.jobs);
  const id = await queued();
  await until(async () => (await jobs.find(id))?.state === "done");
  expect([await nameOf(sloop), await nameOf(ketch)]).toEqual(["Renamed", "Renamed"]);
});
