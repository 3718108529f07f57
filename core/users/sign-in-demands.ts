// What has to be looked at before the company demands more of whoever signs in.
import type { Actor } from "../kernel/actor.ts";
import type { Passkeys } from "../security/passkeys/passkeys.ts";
import type { SignInDemands } from "../security/sign-in-rules.ts";

/** Key of the sentence that says why it cannot be demanded: passkeys where there are none would lock everybody out. */
export const demandProblem = (
  { secondStepKind }: Pick<SignInDemands, "secondStepKind">,
  { isPossible }: Pick<Passkeys, "isPossible">,
): string | undefined => (secondStepKind === "passkey" && !isPossible ? "error.security.no_passkeys" : undefined);

/** True when the demands are met by this person only with a second step of their own. */
export const needsFactor = ({ roles }: Actor, { secondStep, exportConfirmed }: SignInDemands): boolean =>
  exportConfirmed || secondStep === "everybody" || (secondStep === "administrators" && roles.includes("admin"));
