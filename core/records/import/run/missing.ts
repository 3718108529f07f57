// Companies, teams and the like that rows name and nobody has made yet: made on request, in the same transaction.
import type { Transaction } from "../../../db/database.ts";
import { targetOf } from "../../query/related.ts";
import type { Input } from "../../record.ts";
import { createMany } from "../../store/bulk.ts";
import { filled, inputOf, isLink, type ReadRow } from "../convert/row-reader.ts";
import { emptyPlan } from "../plan/plan.ts";
import { linkTo } from "./names.ts";
import type { Running } from "./running.ts";
import { type Missing, problem, References } from "./references.ts";

/** Makes what the plan allows to make and links the rows to it; for all else the rows get a problem. Answers how many were made. */
export async function settleMissing(running: Running, trx: Transaction, missing: readonly Missing[]): Promise<number> {
  const { createMissing } = running.plan;
  let made = 0;
  for (const [path, group] of Map.groupBy(missing, (one) => one.link.field.path)) {
    if (Object.hasOwn(createMissing, path)) made += await makeAll(running, trx, group, createMissing[path] ?? {});
    else for (const one of group) complain(running, one);
  }
  return made;
}

function complain(running: Running, { link, value, rows }: Missing): void {
  running.noteMissing(link.field.path, value, rows.length);
  for (const row of rows) row.problems.push(problem("reference_missing", link.field.path, value));
}

async function makeAll(
  running: Running,
  trx: Transaction,
  group: readonly Missing[],
  extra: Readonly<Record<string, string>>,
): Promise<number> {
  const fresh = group.filter((one) => !running.pretends(one));
  const { inputs, made: along } = await inputsOf(running, trx, fresh, extra);
  if (running.dryRun) {
    for (const one of fresh) running.pretend(one);
    return fresh.length;
  }
  const target = fresh[0]?.link.target.name ?? "";
  const { through, actor, operationId } = running;
  const results = await createMany(through, actor, target, { inputs, trx, operationId, idsOnly: true });
  let made = along;
  for (const [at, result] of results.entries()) {
    const one = fresh[at] as Missing;
    if (result.ok) made++;
    link(running, one, result);
  }
  return made;
}

function link(running: Running, one: Missing, result: Awaited<ReturnType<typeof createMany>>[number]): void {
  if (!result.ok) {
    for (const row of one.rows)
      row.problems.push(...result.problems.map((found) => ({ ...found, pointer: `/${one.link.field.path}` })));
    return;
  }
  running.references.remember(one, result.record.id);
  for (const row of one.rows) linkTo(row, one.link.field, result.record.id);
}

/** The new record's title is the text that named it; further texts may name records in their turn, made as well when missing. */
async function inputsOf(
  running: Running,
  trx: Transaction,
  group: readonly Missing[],
  extra: Readonly<Record<string, string>>,
): Promise<{ inputs: Input[]; made: number }> {
  const target = group[0]?.link.target;
  if (!target) return { inputs: [], made: 0 };
  const rows = group.map(({ value, rows: [first] }): ReadRow => {
    const values = new Map<string, unknown>([[target.titleField, value]]);
    const row: ReadRow = {
      source: first?.source ?? { row: 0, line: 0, cells: [] },
      values,
      named: new Map(),
      externalId: "",
      cells: first?.cells ?? {},
      problems: [],
    };
    for (const [path, template] of Object.entries(extra))
      takeExtra(row, target.byPath.get(path), filled(template, row.cells));
    return row;
  });
  const made = await settleNested(running, trx, rows, target.name);
  return { inputs: rows.map((row) => inputOf(row.values)), made };
}

function takeExtra(row: ReadRow, field: Parameters<typeof isLink>[0] | undefined, text: string): void {
  if (!field || text === "") return;
  if (isLink(field)) row.named.set(field.path, text);
  else row.values.set(field.path, text);
}

async function settleNested(
  running: Running,
  trx: Transaction,
  rows: readonly ReadRow[],
  kindName: string,
): Promise<number> {
  const kinds = running.through.kinds.seenBy(running.actor);
  const kind = kinds.get(kindName);
  const linked = kind.fields.filter(
    (field) => targetOf(field) !== undefined && rows.some((row) => row.named.has(field.path)),
  );
  if (linked.length === 0 || running.dryRun) return 0;
  const plan = { ...emptyPlan, createMissing: Object.fromEntries(linked.map((field) => [field.path, {}])) };
  const references = new References(running.actor, kinds, { kind, headers: [], plan });
  const nested = { ...running, plan, references };
  return await settleMissing(nested, trx, await references.resolve(trx, rows));
}
