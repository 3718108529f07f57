import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openSelling, type Selling } from "../../support/selling.ts";

let selling: Selling;
let people: readonly Actor[];

beforeAll(async () => {
  selling = await openSelling();
  people = [await selling.person("Ana"), await selling.person("Ben")];
});
afterAll(() => selling.test.drop());

const kept = `select stage_id, owner_id, count::int, base_sum::float, base_plain::float, round(base_overridden, 4)::float as own, unrated::int
  from deal_totals where count <> 0 order by stage_id, owner_id`;
const counted = `select stage_id, owner_id, count(*)::int as count, coalesce(sum(base_amount), 0)::float as base_sum,
    coalesce(sum(base_amount) filter (where probability is null), 0)::float as base_plain,
    round(coalesce(sum(base_amount * probability) / 100, 0), 4)::float as own,
    (count(*) filter (where amount is not null and base_amount is null))::int as unrated
  from deals where deleted_at is null group by stage_id, owner_id order by stage_id, owner_id`;

const same = async (): Promise<void> => {
  const { db } = selling.test;
  expect(await db.query({ text: kept })).toEqual(await db.query({ text: counted }));
};

const names = ["new", "qualified", "offer"] as const;
const step = fc.record({
  what: fc.constantFrom("create", "create", "move", "amount", "owner", "chance", "trash", "win"),
  deal: fc.nat(20),
  person: fc.nat(1),
  stage: fc.constantFrom(...names),
  cents: fc.integer({ min: 0, max: 10_000_000 }),
  currency: fc.constantFrom("EUR", "EUR", "USD"),
  chance: fc.option(fc.integer({ min: 0, max: 100 })),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(deals: string[], { what, deal, person, stage, cents, currency, chance }: Step): Promise<void> {
  const [actor, id] = [people[person] as Actor, deals[deal % Math.max(deals.length, 1)]];
  const amount = { amount: (cents / 100).toFixed(2), currency };
  const probability = chance === null ? null : String(chance);
  if (what === "create" || !id) {
    deals.push((await selling.create(actor, { amount, probability, stage: selling.stages[stage]?.id })).id);
    return;
  }
  const change = {
    move: { stage: selling.stages[stage]?.id },
    amount: { amount },
    owner: { owner: actor.id },
    chance: { probability },
  };
  if (what === "trash") await selling.records.remove(actor, "deal", id);
  else if (what === "win") await selling.deals.close(actor, id, { outcome: "won" });
  else await selling.records.change(actor, "deal", id, change[what as keyof typeof change]);
}

test("kept totals equal what counting the deals says, after any changes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const deals: string[] = [];
      for (const one of steps) await take(deals, one).catch(() => undefined);
      await same();
    }),
    { numRuns: 25 },
  );
});

test("kept totals stay exact when people create deals in the same stage at once", async () => {
  const ana = people[0] as Actor;
  await Promise.all(
    Array.from({ length: 40 }, (_, at) => selling.create(ana, { amount: { amount: String(at), currency: "EUR" } })),
  );
  await same();
});

test("kept totals follow bulk statements and a rollback", async () => {
  const { db } = selling.test;
  await db.query({ text: "update deals set base_amount = base_amount * 2, owner_id = null where number % 2 = 0" });
  await same();
  await db
    .transaction(async (trx) => {
      await trx.query({ text: "delete from deals" });
      throw new Error("no");
    })
    .catch(() => undefined);
  await same();
  await db.query({ text: "delete from deals where number % 3 = 0" });
  await same();
});
