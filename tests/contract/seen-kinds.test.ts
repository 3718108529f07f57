// Pages and the API read kinds as the person sees them (`kinds.seenBy(actor)`). A whole kind in a face of the product is the
// beginning of a leak, so each place that takes one stands here with its reason.
import { expect, test } from "vitest";
import { production, type Source, withoutComments } from "../support/sources.ts";

const seen = "what is called kinds there, is what the person sees";
const about = "its address, its rights, or whether it is there; not its fields";
const rules = "rules judge the whole record; what they answer goes through the person's kind";
const settings = "where fields are defined; their values are not shown";

/** File → how often it asks for a whole kind, and why that tells nobody of a field. */
const whole: Readonly<Record<string, readonly [count: number, why: string]>> = {
  "core/contacts/about.routes.ts": [1, about],
  "core/contacts/contacts.routes.ts": [1, seen],
  "core/contacts/merge.routes.ts": [1, about],
  "core/contacts/pairs.routes.ts": [3, about],
  "core/deals/deciders.routes.ts": [1, seen],
  "core/records/api/type-changes.routes.ts": [1, settings],
  "core/records/export/export-columns.ts": [1, seen],
  "core/records/import/imports-api.routes.ts": [2, about],
  "core/records/import/wizard/file.view.ts": [3, about],
  "core/records/pages/as-ruled.ts": [1, rules],
  "core/records/pages/cells.routes.ts": [1, rules],
  "core/records/pages/changes.routes.ts": [2, about],
  "core/records/pages/changes.view.ts": [2, seen],
  "core/records/pages/choices.ts": [2, about],
  "core/records/pages/fields/fields.routes.ts": [1, settings],
  "core/records/pages/form.routes.ts": [1, rules],
  "core/records/pages/kinds/kinds.routes.ts": [4, settings],
  "core/records/pages/layouts/layouts.routes.ts": [2, settings],
  "core/records/pages/locked-cells.ts": [1, rules],
  "core/records/pages/notes.routes.ts": [1, about],
  "core/records/pages/parts.ts": [3, about],
  "core/records/pages/pick.routes.ts": [1, about],
  "core/records/pages/quick-create/quick-create.routes.ts": [1, rules],
  "core/records/pages/rules/rules.routes.ts": [1, settings],
  "core/records/pages/search.routes.ts": [1, about],
  "core/records/pages/shares.routes.ts": [1, about],
  "core/records/pages/take-files.ts": [1, about],
  "core/records/pages/titles.ts": [2, about],
  "core/records/pages/views.routes.ts": [2, about],
  "core/records/rules/rules.routes.ts": [2, about],
  "core/users/role-facts.view.ts": [1, settings],
};

const face = /\.(routes|view)\.ts$|\/index\.ts$|^core\/records\/(pages|api|export|import\/wizard)\//;
const asked = /\bkinds\.(?:get|find|byPlural|all)\(/g;

const countIn = ({ text }: Pick<Source, "text">): number => withoutComments(text).match(asked)?.length ?? 0;

test("pages and the API ask for kinds as the person sees them", () => {
  const found = production()
    .filter(({ path }) => face.test(path))
    .flatMap((source): [string, number][] => (countIn(source) > 0 ? [[source.path, countIn(source)]] : []));
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(whole).map(([path, [count]]) => [path, count])),
  );
});

test("would notice one more whole kind, and lets a seen one pass", () => {
  expect(countIn({ text: "const kind = needs.kinds.get(name);" })).toBe(1);
  expect(countIn({ text: "const kind = needs.kinds.seenBy(actor).get(name);" })).toBe(0);
});
