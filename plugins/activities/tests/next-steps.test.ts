import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { services } from "trellis/sdk";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let admin: TestPerson;

const deal = async (input: object = {}): Promise<string> =>
  (await app.records.create(ben.actor, "deal", { name: "Cranes", ...input })).id;
const stepOf = async (id: string) => {
  const { nextStep, nextStepOn } = await app.records.get(ben.actor, "deal", id);
  return [nextStep, nextStepOn];
};
const planned = async (id: string) => {
  const filter = {
    and: [
      { field: "deal", op: "eq", value: id },
      { field: "status", op: "eq", value: "planned" },
    ],
  } as const;
  return (await app.records.list(ben.actor, "activity", { filter })).data;
};
const soon = async (check: () => Promise<void>) => {
  const outcome = async (): Promise<string> => await check().then(() => "as it is to be", String);
  await expect.poll(outcome).toBe("as it is to be");
};

beforeAll(async () => {
  app = await startTestApp({ background: true });
  admin = await app.person("admin");
  await admin.send("/deals/board/pipelines", { template: "simple" });
  ben = await app.person("sales", { name: "Ben" });
});
afterAll(() => app.stop());

describe("before the module is there", () => {
  test("deals have steps of their own, and get activities for them when it comes", async () => {
    const id = await deal({ nextStep: "Old step", nextStepOn: dayAhead(2) });
    const other = await deal();
    await app.get(services.plugins).enable(admin.actor, "activities", { agreed: "everything" });
    await granted(app, "sales", "own");
    const known = await app.person("sales", { name: "Ben" });
    await app.records.change(admin.actor, "deal", id, { owner: known.id });
    ben = known;
    await app.records.change(admin.actor, "deal", other, { name: "Renamed meanwhile" });
    await app.get(services.jobs).enqueue(undefined, "activities.adopt");
    await soon(async () => expect(await planned(id)).toMatchObject([{ subject: "Old step", dueOn: dayAhead(2) }]));
  });
});

describe("a deal's next step", () => {
  test("is its first planned activity", async () => {
    const id = await deal();
    await app.records.create(ben.actor, "activity", { subject: "Second", dueOn: dayAhead(5), deal: id });
    await app.records.create(ben.actor, "activity", { subject: "First", dueOn: dayAhead(1), deal: id });
    await soon(async () => expect(await stepOf(id)).toEqual(["First", dayAhead(1)]));
  });

  test("is gone at once when the last one is done, so that the board shows it amber", async () => {
    const id = await deal();
    await ben.send("/activities/log", { what: "plan", kind: "deal", id, subject: "Only one", dueOn: dayAhead(1) });
    expect(await stepOf(id)).toEqual(["Only one", dayAhead(1)]);
    const [only] = await planned(id);
    await ben.send(`/activities/${only?.id}/completion`, { only: "yes" });
    expect(await stepOf(id)).toEqual([null, null]);
    expect(await (await ben.visit("/deals/board")).text()).toContain("card-warn");
  });

  test("that somebody types on the deal becomes an activity, and changes it later", async () => {
    const id = await deal();
    await app.records.change(ben.actor, "deal", id, { nextStep: "Typed", nextStepOn: dayAhead(3) });
    await soon(async () => expect(await planned(id)).toMatchObject([{ subject: "Typed", owner: ben.id }]));
    await app.records.change(ben.actor, "deal", id, { nextStep: "Typed anew" });
    await soon(async () => expect(await planned(id)).toMatchObject([{ subject: "Typed anew", dueOn: dayAhead(3) }]));
  });

  test("stays when the module is off, and is an activity again when it comes back", async () => {
    const id = await deal();
    await app.records.create(ben.actor, "activity", { subject: "Kept", dueOn: dayAhead(1), deal: id });
    await soon(async () => expect(await stepOf(id)).toEqual(["Kept", dayAhead(1)]));
    await app.get(services.plugins).disable(admin.actor, "activities");
    const off = await (await ben.visit("/")).text();
    expect(off).toContain("tile-deals-steps");
    expect(off).toContain("Kept");
    expect((await ben.visit(`/deals/${id}`)).status).toBe(200);
    await app.records.change(ben.actor, "deal", id, { nextStep: "Typed while off" });
    await app.get(services.plugins).enable(admin.actor, "activities", { agreed: "everything" });
    await soon(async () => expect(await planned(id)).toMatchObject([{ subject: "Typed while off" }]));
  });
});

test("another day keeps the time of the clock, and where it was planned, also when clocks change in between", async () => {
  const id = await deal();
  await app.records.create(ben.actor, "activity", { subject: "Call", deal: id, startAt: "2027-03-25T08:00:00Z" });
  await soon(async () => expect(await stepOf(id)).toEqual(["Call", "2027-03-25"]));
  await app.records.change(ben.actor, "deal", id, { nextStepOn: "2027-03-30" });
  await soon(async () =>
    expect(await planned(id)).toMatchObject([{ startAt: "2027-03-30T07:00:00Z", zone: "Europe/Sofia" }]),
  );
});

test("whoever leaves hands over what is planned; what was done stays theirs", async () => {
  const heir = await app.person("sales", { name: "Heir" });
  const about = { dueOn: dayAhead(2), deal: await deal() };
  const [open, done] = [
    await app.records.create(ben.actor, "activity", { subject: "Still to do", ...about }),
    await app.records.create(ben.actor, "activity", {
      subject: "Was done",
      type: "call",
      status: "done",
      result: "reached",
      ...about,
    }),
  ];
  await admin.send(`/settings/people/${ben.id}/leaving`, { to: heir.id });
  const ownerOf = async ({ id }: { id: string }) =>
    ((await (await admin.api("GET", `/api/v1/activities/${id}`)).json()) as { owner: string }).owner;
  await soon(async () => expect(await ownerOf(open)).toBe(heir.id));
  expect(await ownerOf(done)).toBe(ben.id);
});
