// Which of several values holds, whatever was set where.
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultOf, inherited, rowFor, settingsOf } from "../../../../core/plugins/settings/effective.ts";
import type { SettingRow } from "../../../../core/plugins/settings/setting-rows.ts";
import { faultsIn, copyOfVisits } from "../../../support/plugin-folder.ts";

const schema = { "x-type": "integer", "x-label": { en: "Number" } };
const manifest = {
  settings: { company: { number: { ...schema, default: 1 } }, team: { number: schema }, user: { number: schema } },
};
const [number] = settingsOf(manifest);
const teams = ["north", "south", "west"];

const row = (place: Partial<SettingRow>, value: unknown): SettingRow => ({
  key: "number",
  teamId: null,
  userId: null,
  sealed: null,
  value,
  ...place,
});

const valueIn = (name: string) => fc.option(fc.record({ name: fc.constant(name), value: fc.integer() }), { nil: null });

test("the person's own, else that of the first of their teams that has one, else the company's, else the default", () => {
  fc.assert(
    fc.property(
      fc.subarray(teams),
      valueIn("company"),
      valueIn("me"),
      fc.tuple(...teams.map(valueIn)),
      (mine, company, own, ofTeams) => {
        const set = ofTeams.flatMap((one) => one ?? []);
        const rows = [
          ...set.map(({ name, value }) => row({ teamId: name }, value)),
          ...(own ? [row({ userId: "me" }, own.value)] : []),
          ...(company ? [row({}, company.value)] : []),
        ];
        const facts = { manifest, rows, teamIds: mine };
        const [team] = mine.flatMap((id) => set.filter(({ name }) => name === id));
        const wider = team?.value ?? company?.value ?? 1;
        expect(number && (rowFor(number, facts)?.value ?? defaultOf(manifest, "number"))).toBe(own?.value ?? wider);
        expect(inherited(facts, "user")).toEqual({ number: wider });
      },
    ),
  );
});

test("a value that this version of the module does not take is passed over", () => {
  const rows = [row({ userId: "me" }, "seven"), row({}, 5)];
  expect(number && rowFor(number, { manifest, rows, teamIds: [] })?.value).toBe(5);
});

test("a setting means one thing everywhere, and a secret is a text without a default", async () => {
  const folder = await copyOfVisits();
  const label = { en: "Label" };
  await folder.edit("plugin.json", (said) => {
    said.settings = {
      company: {
        greeting: { "x-type": "text", "x-label": label },
        key: { "x-type": "text", "x-label": label, secret: true, default: "known to all" },
        pin: { "x-type": "integer", "x-label": label, secret: true },
        size: { "x-type": "integer", "x-label": label, minimum: 9, maximum: 1 },
        told: { "x-type": "text", "x-label": "visits.never_written" },
        needed: { "x-type": "text", "x-label": label, "x-required": true },
      },
      user: { greeting: { "x-type": "integer", "x-label": label } },
    };
  });
  const faults = await faultsIn(folder);
  expect(faults.filter((fault) => fault.includes("needed"))).toEqual([
    "plugin.json#/settings/company/needed/x-required: plugins.unknown_word",
  ]);
  await folder.edit("plugin.json", (said) => void delete said.settings.company.needed);
  expect((await faultsIn(folder)).toSorted()).toEqual([
    "plugin.json#/settings/company/key: plugins.secret_no_text",
    "plugin.json#/settings/company/pin: plugins.secret_no_text",
    "plugin.json#/settings/company/size/minimum: above_maximum",
    "plugin.json#/settings/company/told/x-label: plugins.unknown_key",
    "plugin.json#/settings/user/greeting: plugins.setting_differs",
  ]);
});
