import type { Problem } from "../kernel/errors.ts";
import type { HookContext, KindHooks } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { duplicateProblems, similarOf } from "./duplicates.ts";
import { isFreeMail } from "./free-mail.ts";
import { companyKeys, textOf } from "./keys.ts";
import { domainOf, siteDomain } from "./normalise.ts";
import { absorbedBy, forgetMerges, unmerge } from "./merge-memory.ts";
import { keepOptedOut, touchesMarks } from "./opted-out.ts";
import { pasteCompany } from "./paste.ts";
import { foundDuplicates, lifecycleProblems, lookAhead, prepareParty, valuesOf } from "./party-hooks.ts";
import { isBelow } from "./tree.ts";

const mostFormerNames = 20;

/** What makes a company a company, on every way in. */
export const companyHooks: KindHooks = {
  ahead: lookAhead("company"),
  async prepare(draft, context) {
    settleDomain(draft);
    await prepareParty("company", draft, context);
    keepFormerName(draft);
  },
  check,
  keys: companyKeys,
  paste: pasteCompany,
  similar: similarOf("company"),
  async along(trx, written) {
    await keepOptedOut(trx, written);
    await unmerge(trx, written);
  },
  absorbed: absorbedBy,
  erase: forgetMerges,
  // Without new values it goes to the trash or comes back.
  wantsAlong: (values, before) => values.size === 0 || touchesMarks(values, before),
};

async function check(draft: Draft, context: HookContext): Promise<readonly Problem[]> {
  const duplicates = draft.get("duplicateReason") ? [] : duplicateProblems("company", foundDuplicates(draft));
  return [...lifecycleProblems(draft, context.actor), ...duplicates, ...(await parentProblems(draft, context))];
}

async function parentProblems(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const parent = draft.get("parent");
  if (!draft.touches("parent") || typeof parent !== "string") return [];
  const circle = await isBelow(db, "companies", { id: draft.id, parent });
  return circle ? [problemAt("parent", "contacts.inside_itself")] : [];
}

/** A domain is a bare host; without one, the web site's or the e-mail's is taken. */
function settleDomain(draft: Draft): void {
  const typed = draft.get("domain");
  if (typeof typed === "string" && draft.touches("domain"))
    draft.set("domain", siteDomain(typed) ?? typed.toLowerCase());
  if (typed || draft.touches("domain") || !(draft.touches("website") || draft.touches("email"))) return;
  const found = ownDomain(draft);
  if (found) draft.set("domain", found);
}

function ownDomain(draft: Draft): string | undefined {
  const values = valuesOf("company", draft);
  const found = siteDomain(textOf(values, "website")) ?? domainOf(textOf(values, "email"));
  return found && !isFreeMail(found) ? found : undefined;
}

/** A renamed company is still found by what it was called; an undone change brings its own list. */
function keepFormerName(draft: Draft): void {
  const old = draft.before?.["name"];
  const name = draft.get("name");
  if (typeof old !== "string" || old === name || draft.touches("formerNames")) return;
  const known = (draft.get("formerNames") ?? []) as readonly string[];
  const former = [...new Set([old, ...known])].filter((one) => one !== name).slice(0, mostFormerNames);
  draft.set("formerNames", former.length > 0 ? former : null);
}
