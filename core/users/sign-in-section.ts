import { may } from "../kernel/actor.ts";
import { NotAllowed, type Problem } from "../kernel/errors.ts";
import type { Json } from "../kernel/json.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Section,
} from "../records/configuration/section.ts";
import {
  type SecondStepKind,
  type SignInDemands,
  secondStepKinds,
  secondStepPolicies,
} from "../security/sign-in-rules.ts";
import type { People } from "./people.ts";
import { demandProblem } from "./sign-in-demands.ts";

const known: Readonly<Record<keyof SignInDemands, readonly Json[]>> = {
  secondStep: secondStepPolicies,
  secondStepKind: secondStepKinds,
  exportConfirmed: [true, false],
};

/** What the company demands of everybody who signs in, and of whoever takes data out. */
export function signInSection({ passkeys, signInRules }: People): Section {
  return {
    name: "signIn",
    order: 12,
    read: async () => new Map(Object.entries(await signInRules.demands())),
    check: (difference) => problemsOf(difference, passkeys.isPossible),
    grade: gradeOf,
    async write(actor, { name, after }) {
      if (!may(actor, "company.change")) throw new NotAllowed("users.may_not_manage");
      await signInRules.change(actor, { [name]: after } as Partial<SignInDemands>);
    },
  };
}

function problemsOf({ name, after }: Create | Change, isPossible: boolean): readonly Problem[] {
  if (!Object.hasOwn(known, name)) return [itemProblem("", "configuration.bad_name", { name })];
  const values = known[name as keyof SignInDemands];
  if (!values.includes(after)) return [itemProblem("", "configuration.bad_item", { known: values.join(", ") })];
  const problem =
    name === "secondStepKind" && demandProblem({ secondStepKind: after as SecondStepKind }, { isPossible });
  return problem ? [{ pointer: "", code: "security.no_passkeys", message: problem }] : [];
}

/** Whoever must have a second step signs in with one step more; passkeys alone, and confirming, may stop somebody's work. */
function gradeOf(difference: Difference): Grade {
  if (difference.action === "remove") return "safe";
  const { after } = difference;
  return after === "passkey" || after === true ? "breaking" : "safe";
}
