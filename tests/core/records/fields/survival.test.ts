// Values that nobody here knows – of an archived field, of a program that is not there any more – survive every way to write.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { columnOf } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let column = "";

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  const fields = app.get(services.customFields);
  const old = await fields.define(admin.actor, "contact", { key: "old", schema: { "x-type": "text" } });
  column = columnOf(old);
  await fields.archive(admin.actor, old.id);
});
afterAll(() => app.stop());

const payload = { crm: { id: 7, tags: ["a", "ä"] }, nothing: null };

interface Known {
  readonly id: string;
  readonly external: string;
}

let made = 0;
async function contact(): Promise<Known> {
  const external = `c${++made}`;
  const body = { name: `Contact ${made}`, email: `c${made}@kolev.bg` };
  const answer = await admin.api("PUT", `/api/v1/contacts/by/crm/${external}`, body);
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  await app.db.query({
    text: `update contacts set "${column}" = 'kept', ext = coalesce(ext, '{}') || $2::jsonb where id = $1`,
    values: [id, JSON.stringify({ gone_program: payload })],
  });
  return { id, external };
}

const unknownIn = async ({ id }: Known) => {
  const [row] = await app.db.query<{ old: string; ext: Record<string, unknown> }>({
    text: `select "${column}" as old, ext from contacts where id = $1`,
    values: [id],
  });
  return [row?.old, row?.ext["gone_program"]];
};

const signal = new AbortController().signal;

/** The ways that change a record without a person at a form; those of forms and files are told elsewhere. */
const ways: Readonly<Record<string, (one: Known, text: string) => Promise<unknown>>> = {
  put: async ({ external }, text) => {
    const answer = await admin.api("PUT", `/api/v1/contacts/by/crm/${external}`, { name: text });
    expect(answer.status).toBe(200);
  },
  batch: async ({ id }, text) => {
    const operations = [{ method: "change", id, body: { jobTitle: text } }];
    expect((await admin.api("POST", "/api/v1/contacts/batch", { atomic: true, operations })).status).toBe(200);
  },
  merge: async ({ id }) => {
    const other = await contact();
    const merged = await admin.api("POST", `/api/v1/contacts/${id}/merge`, { loser: other.id, choices: {} });
    expect(merged.status).toBe(200);
  },
  typeChange: async ({ id }) => {
    const schema = { "x-type": "text" } as const;
    const field = await app.get(services.customFields).define(admin.actor, "contact", { key: `size${++made}`, schema });
    await app.records.change(admin.actor, "contact", id, { custom: { [field.key]: "12" } });
    const changes = app.get(services.typeChanges);
    const change = await changes.begin(admin.actor, field.id, { schema: { "x-type": "integer" } });
    await app.get(services.typeWork).work(change.id, { signal });
    await changes.start(admin.actor, change.id);
    await app.get(services.typeWork).work(change.id, { signal });
    expect((await app.records.get(admin.actor, "contact", id)).custom[field.key]).toBe(12);
  },
  job: async () => {
    await app.get(services.fieldIndexes).work({ signal });
  },
};

test("whatever is written, in whatever order", async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(ways)), fc.stringMatching(/^[a-z]{1,12}$/));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
      const one = await contact();
      for (const [way, text] of steps) await ways[way]?.(one, text);
      expect(await unknownIn(one)).toEqual(["kept", payload]);
    }),
    { numRuns: 8 },
  );
});
