import type { Problem } from "../kernel/errors.ts";
import type { HookContext, KindHooks } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { duplicateProblems, similarOf } from "./duplicates.ts";
import { keepFormerEmployers } from "./employers.ts";
import { channelsOf, contactKeys } from "./keys.ts";
import { absorbedBy, forgetMerges, unmerge } from "./merge-memory.ts";
import { keepOptedOut, touchesMarks } from "./opted-out.ts";
import { pasteContact } from "./paste.ts";
import { foundDuplicates, lifecycleProblems, lookAhead, prepareParty } from "./party-hooks.ts";

/** What makes a person a person, on every way in. */
export const contactHooks: KindHooks = {
  ahead: lookAhead("contact"),
  async prepare(draft, context) {
    const { employers } = await prepareParty("contact", draft, context);
    fillName(draft);
    // Two companies in one domain: only the person knows which.
    const [employer] = employers;
    if (employer && employers.length === 1 && !leaves(draft)) draft.set("company", employer);
  },
  check,
  keys: contactKeys,
  paste: pasteContact,
  similar: similarOf("contact"),
  async along(trx, written, { actor }) {
    await keepFormerEmployers(trx, written, actor);
    await keepOptedOut(trx, written);
    await unmerge(trx, written);
  },
  absorbed: absorbedBy,
  erase: forgetMerges,
  // Without new values it goes to the trash or comes back.
  wantsAlong: (values, before) =>
    values.size === 0 || (before !== undefined && values.has("company")) || touchesMarks(values, before),
};

/** Empties the company on purpose: the domain must not bring it back. */
const leaves = (draft: Draft): boolean => draft.touches("company") && draft.before !== undefined;

function check(draft: Draft, { actor }: HookContext): readonly Problem[] {
  const duplicates = draft.get("duplicateReason") ? [] : duplicateProblems("contact", foundDuplicates(draft));
  return [...lifecycleProblems(draft, actor), ...duplicates];
}

/** A name or one way to reach somebody is enough: what is there becomes the name. */
function fillName(draft: Draft): void {
  if (draft.get("name") || (draft.before && !draft.touches("name"))) return;
  const parts = [draft.get("firstName"), draft.get("lastName")].filter(Boolean).join(" ");
  const [channel] = channelsOf({ channels: draft.get("channels") });
  const name = parts || draft.get("email") || draft.get("phone") || channel?.value;
  if (name) draft.set("name", name);
}
