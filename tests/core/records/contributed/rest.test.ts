// While a plugin is switched off its fields are nowhere to be seen and ask for nothing, and every value is still there after.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { repoint } from "../../../../core/records/store/repoint.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
let rest: () => void;

const schemas: Readonly<Record<string, FieldSchema>> = {
  berth: { "x-type": "text", "x-label": { en: "Berth" }, "x-required": true, maxLength: 20 },
  fee: { "x-type": "money", "x-label": { en: "Fee" } },
  pier: { "x-type": "choice", "x-label": { en: "Pier" }, "x-options": [{ id: "north", label: { en: "North" } }] },
  tender: { "x-type": "reference", "x-kind": "boat", "x-label": { en: "Tender" } },
  plate: { "x-type": "text", "x-unique": true, "x-label": { en: "Plate" }, maxLength: 20 },
  payload: { "x-type": "json", "x-label": { en: "Payload" } },
};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  const fields = Object.entries(schemas).map(([key, schema]) => ({ kind: "boat", key, schema }));
  const rule = {
    kind: "boat",
    name: "Berthed",
    effect: "required",
    field: "rig",
    condition: "custom.berth == 'A1'",
  } as const;
  const rules = [{ ...rule, stage: null, message: null, old: "touch" as const }];
  const brought = { owner: "harbour", kinds: [], fields, rules, marks: new Map() };
  await app
    .get(services.definitions)
    .change(systemActor("plugins"), (trx) => app.get(services.contributed).put(trx, systemActor("plugins"), brought));
  rest = app.get(services.kinds).wake("harbour");
  await app.get(services.fieldIndexes).work({ signal: new AbortController().signal });
});
afterAll(() => app.stop());

let plates = 0;
const custom = () => ({
  berth: "A7",
  fee: { amount: "12.50", currency: "EUR" },
  pier: "north",
  plate: `P${++plates}`,
  payload: { deep: [1, { x: "y" }] },
});

/** Switches the plugin off for as long as the work takes. */
async function resting<T>(work: () => Promise<T>): Promise<T> {
  rest();
  try {
    return await work();
  } finally {
    rest = app.get(services.kinds).wake("harbour");
  }
}

const boat = (more: object = {}): Promise<Rec> =>
  app.records.create(admin.actor, "boat", { name: "Aurora", custom: custom(), ...more });
const valuesOf = async (id: string) => (await app.records.get(admin.actor, "boat", id)).custom;

describe("the fields of a plugin that is switched off", () => {
  test("are on no page and in no answer", async () => {
    const { id } = await boat();
    const paths = ["/boats", `/boats/${id}`, `/boats/${id}/edit`, "/boats/new", "/settings/fields?kind=boat"];
    const answers = [
      `/api/v1/boats/${id}`,
      "/api/v1/boats",
      "/api/v1/schemas/boat",
      "/api/v1/openapi.json",
      "/api/v1/fields?kind=boat",
    ];
    const look = async (): Promise<string> => {
      const pages = await Promise.all(paths.map(async (path) => await (await admin.visit(path)).text()));
      const texts = await Promise.all(answers.map(async (path) => await (await admin.api("GET", path)).text()));
      return [...pages, ...texts].join("\n");
    };

    expect(await look()).toMatch(/berth/i);
    expect(await resting(look)).not.toMatch(/\bberth\b/i);
    expect(await look()).toMatch(/berth/i);
  });

  test("cannot be asked for, as if they had never been", async () => {
    const ask = async (): Promise<unknown[]> => {
      const answers = [
        await admin.api("GET", "/api/v1/boats?filter[custom.berth]=A7"),
        await admin.api("GET", "/api/v1/boats?sort=custom.berth"),
        await admin.api("GET", "/api/v1/boats?fields=name,custom.berth"),
        await admin.api("POST", "/api/v1/boats", { name: "Bora", custom: { berth: "A8" } }),
      ];
      return answers.map(({ status }) => status);
    };

    expect(await resting(ask)).toEqual([400, 400, 400, 422]);
    expect(await ask()).toEqual([200, 200, 200, 201]);
  });

  test("are not asked for when records are made and saved", async () => {
    const made = await resting(async () => await app.records.create(admin.actor, "boat", { name: "Cara" }));
    const { id } = await boat();
    await resting(async () => await app.records.change(admin.actor, "boat", id, { rig: "ketch" }));

    await expect(app.records.create(admin.actor, "boat", { name: "Dora" })).rejects.toMatchObject({
      problems: [{ pointer: "/custom/berth", code: "required" }],
    });
    expect(await valuesOf(made.id)).toMatchObject({ berth: null });
    expect(await valuesOf(id)).toMatchObject({ berth: "A7" });
  });

  test("let rules of the company rest that look at them, instead of blocking every save", async () => {
    const rule = { name: "Rigged at A1", effect: "valid", condition: "custom.berth != 'A1' || !isBlank(rig)" } as const;
    await app.get(services.rules).create(admin.actor, "boat", rule);
    const bare = () => boat({ custom: { ...custom(), berth: "A1" } });
    await expect(bare()).rejects.toThrow("records.invalid");
    const { id } = await boat();
    await resting(async () => await app.records.change(admin.actor, "boat", id, { name: "Elsa" }));

    await expect(bare()).rejects.toThrow("records.invalid");
  });

  test("keep their keys from being taken", async () => {
    const field = { key: "berth", schema: { "x-type": "text" } };
    const taken = resting(async () => await app.get(services.customFields).define(admin.actor, "boat", field));

    await expect(taken).rejects.toMatchObject({ code: "fields.key_taken", values: { key: "berth" } });
  });

  test("follow a merge, so that they lead to the record that stayed", async () => {
    const [gone, stays] = [await boat({ name: "Old tender" }), await boat({ name: "Tender" })];
    const { id } = await boat({ custom: { ...custom(), tender: gone.id } });
    await resting(async () => {
      const operationId = await app.get(services.operations).begin(admin.actor, { type: "merge", kind: "boat" });
      await app.db.transaction(async (trx) => {
        const company = { zone: "UTC", currency: "EUR" };
        const work = { kinds: app.get(services.kinds), actor: admin.actor, trx, operationId, company, kind: "boat" };
        await repoint({ ...work, from: gone.id, to: stays.id });
      });
    });

    expect(await valuesOf(id)).toMatchObject({ tender: stays.id, berth: "A7" });
  });
});

type Save = (id: string, text: string) => Promise<unknown>;

/** Every way to save a record, with a value for its name and another field. */
const ways: Readonly<Record<string, Save>> = {
  form: async (id, text) => {
    const { version } = await app.records.get(admin.actor, "boat", id);
    expect(
      (await admin.send(`/boats/${id}`, { name: text, rig: "ketch", version: String(version), was: "" })).status,
    ).toBe(303);
  },
  cell: async (id, text) => {
    const { version } = await app.records.get(admin.actor, "boat", id);
    const form = { name: text, was: "", version: String(version) };
    expect((await admin.send(`/boats/${id}/cells/name`, form)).status).toBe(303);
  },
  rest: async (id, text) => {
    const { version } = await app.records.get(admin.actor, "boat", id);
    const answer = await admin.api("PATCH", `/api/v1/boats/${id}`, { name: text }, { "If-Match": `"v${version}"` });
    expect(answer.status).toBe(200);
  },
  bulk: async (id, text) => {
    const form = { do: "tag", ids: id, tags: text.trim().slice(0, 10), how: "add", save: "yes" };
    expect((await admin.send("/boats/bulk", form)).status).toBeLessThan(400);
  },
  import: async (id, text) => {
    const { email } = await app.records.get(admin.actor, "boat", id);
    const plan = { columns: { name: "name", email: "email" }, match: "email", conflict: "theirs" };
    const file = bytesSource("boats.csv", Buffer.from(`name,email\n${text},${String(email)}\n`));
    const one = await app.get(services.imports).upload(admin.actor, "boat", file, { plan });
    expect((await app.get(services.imports).runNow(admin.actor, one.id)).counts.errors).toBe(0);
  },
  undo: async (id) => {
    const { version } = await app.records.get(admin.actor, "boat", id);
    if (version === 1) return;
    const { deletedAt } = await app.get(services.undo).change(admin.actor, { kind: "boat", id, version });
    if (deletedAt) await app.records.restore(admin.actor, "boat", id);
  },
  trash: async (id) => {
    await app.records.remove(admin.actor, "boat", id);
    await app.records.restore(admin.actor, "boat", id);
  },
};

test("every value of a plugin survives whatever is saved while it is switched off", async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(ways)), fc.stringMatching(/^[a-z]{1,12}$/));
  let boats = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const { id } = await boat({ email: `boat${++boats}@kolev.bg` });
      await app.records.change(admin.actor, "boat", id, { custom: { berth: "B2", pier: null } });
      const before = await valuesOf(id);
      await resting(async () => {
        for (const [way, text] of steps) await ways[way]?.(id, text);
      });

      expect(await valuesOf(id)).toEqual(before);
      expect(
        (
          await app.records.list(admin.actor, "boat", {
            filter: { field: "custom.plate", op: "eq", value: before["plate"] },
          })
        ).data,
      ).toHaveLength(1);
    }),
    { numRuns: 15 },
  );
});
