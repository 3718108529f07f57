// A kind with very many fields, as a company has it after years.
import { systemActor } from "../../core/kernel/actor.ts";
import { addField } from "../../core/records/fields/add-field.ts";
import { services } from "../../core/sdk/services.ts";
import type { TestApp } from "./app.ts";

/** Adds text fields `f0`, `f1`, … to a kind, all in one change. */
export async function addManyFields(app: TestApp, kind: string, count: number): Promise<void> {
  const { table } = app.get(services.kinds).get(kind);
  await app.get(services.definitions).change(systemActor("test"), async (trx) => {
    for (let at = 0; at < count; at++) {
      const schema = { "x-type": "text", "x-label": `Feld ${at}` };
      await addField(trx, { kind, table }, { key: `f${at}`, schema });
    }
  });
}
