// What a browser answers for a passkey, read and checked by the library that knows the formats.
import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from "@simplewebauthn/server";
import { isObject } from "../../kernel/json.ts";
import type { RelyingParty } from "./relying-party.ts";

/** Loaded by whoever uses a passkey first: it takes a fifth of a second. */
export const library = async () => await import("@simplewebauthn/server");

/** Uses the question up; false when it was none of ours, or too old. */
export type TakeQuestion = (question: string) => Promise<boolean>;

export interface Proof {
  /** As a form brought it. */
  readonly answer: string;
  readonly party: RelyingParty;
  readonly take: TakeQuestion;
}

const LONGEST = 20_000;

/** The credential that an answer speaks of; undefined for what is no answer. */
export const credentialIn = (answer: string): Buffer | undefined => {
  const id = parsed(answer)?.["id"];
  return typeof id === "string" && id !== "" ? Buffer.from(id, "base64url") : undefined;
};

/** What a new passkey will be known by; undefined for an answer that does not hold. */
export async function provenNew({ answer, party, take }: Proof): Promise<WebAuthnCredential | undefined> {
  const response = parsed(answer) as unknown as RegistrationResponseJSON | undefined;
  if (!response) return undefined;
  const { verifyRegistrationResponse } = await library();
  return await orNothing(async () => {
    const found = await verifyRegistrationResponse({ response, ...expected(party, take) });
    return found.verified ? found.registrationInfo.credential : undefined;
  });
}

/** How often the passkey says it was used; undefined for an answer that does not hold. Whether that is more than last time is not asked here. */
export async function provenUse(
  { answer, party, take }: Proof,
  known: Omit<WebAuthnCredential, "counter">,
): Promise<number | undefined> {
  const response = parsed(answer) as unknown as AuthenticationResponseJSON | undefined;
  if (!response) return undefined;
  const { verifyAuthenticationResponse } = await library();
  return await orNothing(async () => {
    const credential = { ...known, counter: 0 };
    const found = await verifyAuthenticationResponse({ response, credential, ...expected(party, take) });
    return found.verified ? found.authenticationInfo.newCounter : undefined;
  });
}

// The password was right already: a passkey without a fingerprint or number of its own is second enough.
const expected = ({ id, origin }: RelyingParty, take: TakeQuestion) => ({
  expectedChallenge: take,
  expectedOrigin: origin,
  expectedRPID: id,
  requireUserVerification: false,
});

function parsed(answer: string): Readonly<Record<string, unknown>> | undefined {
  if (answer.length > LONGEST) return undefined;
  try {
    const value: unknown = JSON.parse(answer);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The library throws for everything that is not as it should be; why is no matter of whoever sent it. */
async function orNothing<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
