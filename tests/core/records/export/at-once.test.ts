// One person asks for many files in the same moment: each is whole, or refused, and none is cut off.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  for (const name of ["First", "Second"]) await app.records.create(systemActor("test"), "contact", { name });
});
afterAll(() => app.stop());

test("files that are asked for at once come one after the other, each of them whole", async () => {
  const asked = Array.from({ length: 24 }, async () => {
    const answer = await ana.visit("/contacts/export.csv");
    return { status: answer.status, text: await answer.text() };
  });
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
  for (const { status, text } of answers)
    expect(status === 429 || (status === 200 && text.includes("Second")), `${status} ${text.slice(0, 200)}`).toBe(true);
});

test("of two long ones begun in the same moment one comes whole, and the other is refused before its first byte", async () => {
  await app.db.query({
    text: `insert into contacts (id, name, job_title, created_by, updated_by)
      select gen_random_uuid(), 'Long ' || n, repeat('long ', 2000), 'x', 'x' from generate_series(1, 3000) n`,
  });
  const path = "/contacts/export.csv?filter[name][startsWith]=Long&fields=name,jobTitle";
  const [one, other] = await Promise.all([ana.visit(path), ana.visit(path)]);
  const [refused, under] = one.status === 429 ? [one, other] : [other, one];
  expect([under.status, refused.status, refused.headers.get("Retry-After")]).toEqual([200, 429, "30"]);
  expect(refused.headers.get("Content-Disposition")).toBeNull();
  expect((await under.text()).match(/^Long /gm)).toHaveLength(3000);
});
