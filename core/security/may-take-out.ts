// What stands before every list, file or trail that leaves, beside the right to take it out.
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed, SecondStepFirst } from "../kernel/errors.ts";
import { LATELY } from "./identify.ts";

/** Throws where taking data out is to be confirmed by a second step, and was not: a person can do that now, a token cannot. */
export function mayTakeOut({ unconfirmed, tokenId }: Actor): void {
  if (!unconfirmed) return;
  if (tokenId !== undefined) throw new NotAllowed("security.token_unconfirmed");
  throw new SecondStepFirst("security.second_step_again", { minutes: LATELY });
}
