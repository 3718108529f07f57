import { isIP } from "node:net";

/** Whom a passkey is for: browsers use it at this address and at no other. */
export interface RelyingParty {
  /** The name of the server without port. */
  readonly id: string;
  readonly origin: string;
}

/** Undefined where browsers know no passkeys: without https, and at addresses that are no names. */
export function relyingPartyOf(publicUrl: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(publicUrl);
  const isSafe = protocol === "https:" || hostname === "localhost";
  return isSafe && isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? { id: hostname, origin } : undefined;
}
