// An address as somebody wrote it, read the one way that counts.
import { AddressRefused } from "./failures.ts";

export interface Target {
  readonly url: URL;
  /** Name or address, without the brackets of IPv6 and a dot at the end. */
  readonly host: string;
}

/** Throws AddressRefused for what is no address of the web, or brings a name and password along. */
export function targetOf(text: string): Target {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/./i.test(text) || !/^https?:$/.test(url.protocol) || /[\s\\]/.test(text))
    throw new AddressRefused("outbound.bad_address");
  if (url.username !== "" || url.password !== "") throw new AddressRefused("outbound.password_in_address");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return { url, host };
}
