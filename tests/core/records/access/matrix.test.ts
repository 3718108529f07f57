// Role × mode × way: whatever is asked, through whichever door, nobody gets more of a field than was granted.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Routes } from "../../../../core/plugins/routes.ts";
import { services } from "../../../../core/sdk/services.ts";
import {
  type Granted,
  grants,
  type KindName,
  letters,
  levelIn,
  openGranted,
  widths,
} from "../../../support/granted.ts";
import { allReadable } from "../../../support/readable.ts";
import { aside } from "../../../support/ways/aside.ts";
import { waysIn } from "../../../support/ways/in.ts";
import { waysToAsk } from "../../../support/ways/to-ask.ts";
import { type WayToSee, waysToSee } from "../../../support/ways/to-see.ts";
import type { Way } from "../../../support/ways/way.ts";

const added = vi.spyOn(Routes.prototype, "add");
let office: Granted;
let routes: readonly string[];

beforeAll(async () => {
  office = await openGranted();
  await allReadable(office.app.db);
  // What was called is forgotten before the first test begins.
  routes = added.mock.calls
    .flatMap(([router]) => router.stack)
    .flatMap(({ methods, path }) => methods.filter((one) => one !== "HEAD").map((one) => `${one} ${String(path)}`));
});
afterAll(() => office.app.stop());

const cells = Object.entries(grants).flatMap(([role, modes]) =>
  letters.map((letter) => ({ role, letter, mode: modes[letter] })),
);

test("case 18: every way in and out is one of these", () => {
  const covered = new Set([...waysToSee, ...waysToAsk, ...waysIn].flatMap((way: Way) => way.routes));
  expect(routes.length).toBeGreaterThan(200);
  expect(routes.filter((route) => !covered.has(route) && !aside.test(route))).toEqual([]);
  expect([...covered].filter((route) => !routes.includes(route) || aside.test(route))).toEqual([]);
});

const widest = { hidden: "nothing", masked: "mask", read: "value", edit: "value" } as const;

/** Where a way tells too much, and where it tells less than was granted. */
async function wrongIn(way: WayToSee, whole: string): Promise<{ leaks: object[]; missing: object[] }> {
  const [leaks, missing]: [object[], object[]] = [[], []];
  for (const [role, person] of Object.entries(office.people)) {
    const said = await way.ask(office, person);
    for (const { letter, mode } of cells.filter((cell) => cell.role === role)) {
      const level = levelIn(said, way, letter);
      const cell = { role, letter, mode, level };
      const open = mode === "edit" || (mode === "read" && !way.typed);
      if (widths.indexOf(level) > widths.indexOf(widest[mode])) leaks.push(cell);
      if (open && level !== levelIn(whole, way, letter)) missing.push(cell);
    }
  }
  return { leaks, missing };
}

describe("what is shown", () => {
  test.each(waysToSee.map((way) => [way.name, way] as const))(
    "%s: what was granted, no more and no less",
    async (_, way) => {
      const whole = await way.ask(office, office.admin);
      const shows = letters.some((letter) => levelIn(whole, way, letter) === "value");
      expect(shows, "shows values to whoever may see all").toBe(way.values);
      expect(await wrongIn(way, whole)).toEqual({ leaks: [], missing: [] });
    },
  );

  test("a way that tells everybody what administrators see is found out", async () => {
    const leaking = waysToSee.filter(({ name }) => name === "the list of contact");
    for (const way of leaking) {
      const whole = await way.ask(office, office.admin);
      const { leaks } = await wrongIn({ ...way, ask: () => Promise.resolve(whole) }, whole);
      const closed = cells.filter(({ mode }) => mode === "hidden" || mode === "masked");
      expect(leaks).toEqual(closed.map((cell) => ({ ...cell, level: "value" })));
    }
    expect(leaking).toHaveLength(1);
  });
});

describe("cases 28 and 29: what may be asked", () => {
  test.each(waysToAsk.map((way) => [way.name, way] as const))("%s", async (_, way) => {
    for (const { role, letter, mode } of cells) {
      const person = office.people[role] as Granted["admin"];
      const path = `custom.${way.family}_${letter}`;
      const answer = await way.ask(office, person, path);
      if (mode === "edit" || (mode === "read" && !way.typed))
        expect([role, letter, answer.status < 400]).toEqual([role, letter, true]);
      else if (mode !== "hidden") expect([role, letter, answer.status >= 400]).toEqual([role, letter, !way.ofMasked]);
      else expect(plain(answer, path)).toEqual(plain(await way.ask(office, person, "custom.zzzz"), "custom.zzzz"));
    }
  });
});

/** An answer without the name that was asked for, and without what is another one each time. */
function plain({ status, text }: { status: number; text: string }, path: string): readonly [number, string] {
  const spelled = [path, encodeURIComponent(path), path.replace("custom.", "")];
  const same = spelled.reduce((said, name) => said.replaceAll(name, "…"), text);
  const lasting = same
    .replace(/"instance":"[^"]*"/g, "")
    .replace(/name="(key|_csrf)" value="[^"]*"/g, "")
    .replace(/X-CSRF-Token&quot;:&quot;[^&]*/g, "")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "");
  return [status, lasting];
}

describe("what may be written", () => {
  test.each(waysIn.map((way) => [way.name, way] as const))(
    "%s: by whoever may edit, and nobody else",
    async (_, way) => {
      const results = [];
      for (const [at, { role, letter, mode }] of cells.entries()) {
        const value = `written ${waysIn.indexOf(way)} ${at}`;
        await way.write(office, office.people[role] as Granted["admin"], { path: `custom.word_${letter}`, value });
        results.push({ role, letter, mode, written: await isWritten(way.kind, letter, value) });
      }
      expect(results.filter(({ mode, written }) => written !== (mode === "edit"))).toEqual([]);
    },
  );
});

async function isWritten(name: KindName, letter: string, value: string): Promise<boolean> {
  const kind = office.app.get(services.kinds).get(name);
  const column = kind.byPath.get(`custom.word_${letter}`)?.columns[0];
  const text = `select 1 as one from "${kind.table}" where "${column}" = $1 and deleted_at is null`;
  return (await office.app.db.query({ text, values: [value] })).length > 0;
}

describe("behind a mask", () => {
  test("looks whoever sees a mask, and nobody else", async () => {
    for (const { role, letter, mode } of cells) {
      const path = `/api/v1/contacts/${office.ids.contact[0]}/reveal`;
      const answer = await (office.people[role] as Granted["admin"]).api("POST", path, {
        field: `custom.word_${letter}`,
      });
      const shows = levelIn(await answer.text(), { kind: "contact" }, letter) === "value";
      expect([role, letter, shows]).toEqual([role, letter, mode === "masked"]);
    }
  });
});
