// The kinds of the core, as types. Written by `npm test -- core-types -u`: change the kinds, not this file.
/** The values of a contact. */
export interface Contact {
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly jobTitle: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly ({ readonly type: "phone" | "email" | "messenger" | "site"; readonly value: string; readonly label?: string | null; readonly verifiedAt?: unknown; readonly doNotUse?: boolean; readonly reason?: string | null })[] | null;
  readonly owner: string | null;
  readonly lifecycle: "new" | "first_contact" | "qualified" | "customer" | "cooling" | "frozen" | "dead" | "returned" | "not_relevant" | null;
  readonly lifecycleReason: string | null;
  readonly lifecycleSince: string | null;
  readonly source: "website" | "referral" | "campaign" | "event" | "cold_call" | "partner" | "import" | "other" | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly language: string | null;
  readonly birthday: string | null;
  readonly rating: number | null;
  readonly classifiers: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly note: string | null;
  readonly duplicateReason: string | null;
}

/** The values of a company. */
export interface Company {
  readonly name: string;
  readonly legalName: string | null;
  readonly parent: string | null;
  readonly industry: string | null;
  readonly website: string | null;
  readonly domain: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly ({ readonly type: "phone" | "email" | "messenger" | "site"; readonly value: string; readonly label?: string | null; readonly verifiedAt?: unknown; readonly doNotUse?: boolean; readonly reason?: string | null })[] | null;
  readonly owner: string | null;
  readonly lifecycle: "new" | "first_contact" | "qualified" | "customer" | "cooling" | "frozen" | "dead" | "returned" | "not_relevant" | null;
  readonly lifecycleReason: string | null;
  readonly lifecycleSince: string | null;
  readonly source: "website" | "referral" | "campaign" | "event" | "cold_call" | "partner" | "import" | "other" | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly taxId: string | null;
  readonly employees: number | null;
  readonly annualRevenue: { readonly amount: string; readonly currency: string } | null;
  readonly founded: number | null;
  readonly rating: number | null;
  readonly classifiers: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly note: string | null;
  readonly duplicateReason: string | null;
  readonly formerNames: readonly string[] | null;
}

/** The values of a consent. */
export interface Consent {
  readonly title: string | null;
  readonly contact: string;
  readonly channel: "email" | "phone" | "messenger" | "post";
  readonly purpose: "marketing" | "service" | "survey" | "profiling";
  readonly state: "granted" | "refused" | "withdrawn";
  readonly source: "form" | "email" | "phone" | "meeting" | "contract" | "import" | "other" | null;
  readonly at: string | null;
}

/** The values of a classifier. */
export interface Classifier {
  readonly name: string;
  readonly parent: string | null;
  readonly position: number | null;
}

/** The values of a employment. */
export interface Employment {
  readonly title: string | null;
  readonly contact: string;
  readonly company: string;
  readonly role: string | null;
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/** The values of a pipeline. */
export interface Pipeline {
  readonly name: string;
  readonly position: number | null;
  readonly isDefault: boolean | null;
  readonly moves: "any" | "forward" | "matrix" | null;
  readonly allowedMoves: boolean | number | string | readonly unknown[] | Readonly<Record<string, unknown>> | null;
  readonly archived: boolean | null;
}

/** The values of a stage. */
export interface Stage {
  readonly name: string;
  readonly pipeline: string;
  readonly position: number | null;
  readonly type: "open" | "won" | "lost" | null;
  readonly probability: string | null;
  readonly quietAfter: number | null;
  readonly entryRules: boolean | number | string | readonly unknown[] | Readonly<Record<string, unknown>> | null;
  readonly archived: boolean | null;
}

/** The values of a lossReason. */
export interface LossReason {
  readonly name: string;
  readonly position: number | null;
  readonly needsNote: boolean | null;
  readonly archived: boolean | null;
}

/** The values of a deal. */
export interface Deal {
  readonly name: string;
  readonly company: string | null;
  readonly contact: string | null;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly closeDate: string | null;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly owner: string | null;
  readonly source: "referral" | "website" | "campaign" | "event" | "coldCall" | "partner" | "existingCustomer" | "other" | null;
  readonly description: string | null;
  readonly probability: string | null;
  readonly forecastCategory: "omit" | "pipeline" | "best" | "commit" | null;
  readonly competitor: string | null;
  readonly lostReason: string | null;
  readonly lostNote: string | null;
  readonly openedOn: string | null;
  readonly closedOn: string | null;
  readonly reopenReason: string | null;
  readonly number: number | null;
  readonly status: "open" | "won" | "lost" | null;
  readonly stageSince: string | null;
  readonly stageForced: boolean | null;
  readonly baseAmount: { readonly amount: string; readonly currency: string } | null;
  readonly rate: string | null;
  readonly rateDate: string | null;
  readonly lastActivityAt: string | null;
}

/** The values of a dealContact. */
export interface DealContact {
  readonly title: string | null;
  readonly deal: string;
  readonly contact: string;
  readonly role: "decider" | "buyer" | "user" | "influencer" | "champion" | "blocker";
}

/** The values of a user. */
export interface User {
  readonly name: string;
  readonly email: string | null;
  readonly team: string | null;
  readonly jobTitle: string | null;
  readonly phone: string | null;
  readonly state: "invited" | "active" | "inactive";
}

/** The values of a team. */
export interface Team {
  readonly name: string;
  readonly parent: string | null;
  readonly manager: string | null;
}

declare module "../events/kind-values.ts" {
  interface KindValues {
    contact: Contact;
    company: Company;
    consent: Consent;
    classifier: Classifier;
    employment: Employment;
    pipeline: Pipeline;
    stage: Stage;
    lossReason: LossReason;
    deal: Deal;
    dealContact: DealContact;
    user: User;
    team: Team;
  }
}
