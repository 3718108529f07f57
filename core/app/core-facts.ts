// What the core alone is to a plugin, known without a database: for looking at plugins before anything runs.
import { classifier } from "../contacts/classifier.ts";
import { company } from "../contacts/company.ts";
import { consent } from "../contacts/consent.ts";
import { contact } from "../contacts/contact.ts";
import { contactRights } from "../contacts/contacts.permissions.ts";
import { employment } from "../contacts/employment.ts";
import { deal } from "../deals/deal.ts";
import { dealContact } from "../deals/deal-contact.ts";
import { dealRights } from "../deals/deals.permissions.ts";
import { lossReason } from "../deals/loss-reason.ts";
import { pipeline } from "../deals/pipeline.ts";
import { stage } from "../deals/stage.ts";
import type { Words } from "../i18n/words.ts";
import { apiVersion } from "../plugins/api-version.ts";
import type { HostFacts } from "../plugins/found/host-facts.ts";
import { Kinds } from "../records/kinds.ts";
import { Permissions } from "../security/rights.ts";
import { team } from "../users/team-kind.ts";
import { user } from "../users/user-kind.ts";
import { peopleRights } from "../users/users.permissions.ts";

/** The kinds of the core. */
export const kindsOfCore = [
  contact,
  company,
  consent,
  classifier,
  employment,
  pipeline,
  stage,
  lossReason,
  deal,
  dealContact,
  user,
  team,
];

/** Kinds and fields of administrators, and plugins that are on, are not in it. */
export function coreFacts(words: Words): HostFacts {
  const kinds = new Kinds();
  const permissions = new Permissions();
  for (const kind of kindsOfCore) {
    kinds.add(kind);
    permissions.addKind(kind);
  }
  for (const [id, roles] of [...contactRights, ...dealRights, ...peopleRights]) permissions.add(id, roles);
  const [none, no] = [new Set<string>(), () => false];
  return {
    api: apiVersion,
    kinds,
    rights: permissions.all(),
    words,
    letters: none,
    isTaken: no,
    isCompanys: no,
    isOn: no,
  };
}
