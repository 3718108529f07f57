// A signature pasted into a new deal: who it is with, and which company that is.
import { findDuplicates } from "../contacts/duplicates.ts";
import { pasteContact } from "../contacts/paste.ts";
import type { Reading } from "../records/fields/field.ts";
import type { HookContext, Missing, Pasted } from "../records/kind.ts";

/** Known people and companies are referred to, unknown ones proposed; the deal is called after the company, or the person. */
export async function pasteDeal(text: string, context: HookContext & { readonly reading: Reading }): Promise<Pasted> {
  const { values: person, missing: companies } = await pasteContact(text, context);
  const contact = await findPerson(person, context);
  const values = { name: companies[0]?.title ?? person["name"], company: person["company"], contact };
  return {
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    missing: [...companies, ...(contact ? [] : newPerson(person))],
  };
}

async function findPerson(person: Pasted["values"], context: HookContext): Promise<string | undefined> {
  const found = await findDuplicates(context, "contact", { id: null, values: person });
  return found.find((one) => one.blocks && one.id !== null)?.id ?? undefined;
}

function newPerson(person: Pasted["values"]): Missing[] {
  const title = person["name"] ?? person["email"] ?? person["phone"];
  return typeof title === "string" ? [{ path: "contact", title, values: person }] : [];
}
