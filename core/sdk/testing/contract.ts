// What every plugin promises, whatever it is for. A plugin's tests call this once.
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  goesForGood,
  keepsToItsTeam,
  leavesNothing,
  losesNothing,
  TURNS,
  worksOnNewerTables,
} from "./contract/checks.ts";
import type { Given } from "./contract/kept.ts";
import { type Office, openOffice } from "./contract/office.ts";

export interface Contract {
  /** The plugin's folder. */
  readonly plugin: string;
  /** Values of its records that cannot be made up, by kind: `{ visit: { subject: "Harbour" } }`. */
  readonly records?: Given;
  /** Folder of the version before, where there is one: its code has to work on the tables of this one. */
  readonly older?: string;
  /** How often it comes and goes: 20 times unless said. */
  readonly turns?: number;
}

const patience = { timeout: 180_000 };

/** Tests that the plugin comes and goes without a trace, loses nothing, stops nobody, and keeps to its team. */
export function pluginContract({ plugin, records = {}, older, turns = TURNS }: Contract): void {
  describe(`the contract, ${plugin.split(/[/\\]/).at(-1)}:`, () => {
    let office: Office;
    beforeAll(async () => {
      office = await openOffice(plugin);
    });
    afterAll(() => office?.app.stop());

    test(`on and off ${turns} times, it leaves nothing behind but its tables`, patience, async () => {
      await leavesNothing(office, turns);
    });
    test("off, it keeps what it holds, and keeps nobody from saving", patience, () => losesNothing(office, records));
    test("on for one team, it changes nothing for another", patience, () => keepsToItsTeam(office));
    test("deleted, it leaves nothing", patience, () => goesForGood(office));
    test.runIf(older)("the version before works on its tables", patience, async () => {
      await worksOnNewerTables(await openOffice(older ?? ""), office.files, records);
    });
  });
}
