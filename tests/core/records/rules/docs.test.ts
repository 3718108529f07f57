// The examples of docs/rules.md are true.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { deal } from "../../../../core/deals/deal.ts";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { Kinds } from "../../../../core/records/kinds.ts";
import type { Records } from "../../../../core/records/records.ts";
import { Trials } from "../../../../core/records/rules/trials.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/rules.md"), "utf8");
const example = { custom: {}, ...JSON.parse(/```json example\n([\s\S]*?)```/.exec(page)?.[1] ?? "{}") };
const rows = [...page.matchAll(/^\| `(.+)` \| `(true|false|null|".*")` \|$/gm)].map(
  ([, source = "", says = ""]): [string, unknown] => [source.replaceAll("\\|", "|"), JSON.parse(says)],
);

let trials: Trials;
beforeAll(() => {
  const kinds = new Kinds();
  kinds.add(deal);
  trials = new Trials({ get: async () => example } as unknown as Records, kinds, async () => "Europe/Sofia");
});

test("there are examples", () => expect(rows.length).toBeGreaterThan(10));

test.each(rows)("%s", async (expression, says) => {
  const tried = await trials.of(systemActor("test"), { kind: "deal", expression, use: "formula", record: "any" });
  expect(tried.value).toEqual(says);
});
