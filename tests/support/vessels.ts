// A kind that an administrator defines, as most tests of such kinds need it.
import type { OwnKind } from "../../core/records/own-kinds/own-kind.ts";
import type { TestPerson } from "./app.ts";

export const vesselWords = {
  one: { en: "Vessel", de: "Schiff" },
  many: { en: "Vessels", de: "Schiffe" },
};

const states = [
  { id: "planned", label: { en: "Planned", de: "Geplant" }, color: "blue" },
  { id: "built", label: { en: "Built", de: "Gebaut" }, color: "green" },
];

export const vessel = {
  name: "vessel",
  plural: "vessels",
  ...vesselWords,
  icon: "ship",
  newKey: "v",
  menu: 25,
  listColumns: ["name", "custom.state", "custom.price", "custom.client", "owner"],
  boardField: "custom.state",
  fields: [
    { key: "state", schema: { "x-type": "choice", "x-label": { en: "State", de: "Stand" }, "x-options": states } },
    { key: "price", schema: { "x-type": "money", "x-label": { en: "Price", de: "Preis" } } },
    { key: "imo", schema: { "x-type": "text", "x-label": { en: "IMO number", de: "IMO-Nummer" } } },
    { key: "client", schema: { "x-type": "reference", "x-kind": "company", "x-label": { en: "Client", de: "Kunde" } } },
  ],
};

/** Defines it over REST, with other words where they are given. */
export async function defineVessel(admin: TestPerson, words: object = {}): Promise<OwnKind> {
  const answer = await admin.api("POST", "/api/v1/kinds", { ...vessel, ...words });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as OwnKind;
}
