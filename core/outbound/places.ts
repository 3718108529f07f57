// Where a request of ours may go: into the public internet, and of one's own network only where an operator said so.
import ipaddr from "ipaddr.js";

/** Answers questions about the machine it runs on, at an address that looks like any other. */
const ofClouds: ReadonlySet<string> = new Set(["168.63.129.16"]);

/** All that was ever given out of IPv6; outside of it lie old ways to write addresses of IPv4. */
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/** True for an address that everybody on the internet reaches, and that therefore shows nothing of our own network. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  const isGiven = plain.kind() === "ipv4" || plain.match(globalUnicast);
  return isGiven && plain.range() === "unicast" && !ofClouds.has(plain.toString());
}

/** Addresses, ranges and names of one's own network that may be called all the same. */
export class Allowed {
  readonly #names = new Set<string>();
  readonly #ranges: ReturnType<typeof ipaddr.parseCIDR>[] = [];

  /** `10.1.2.3, 192.168.7.0/24, erp.office.lan` */
  constructor(list = "") {
    for (const one of list.split(",").map((part) => part.trim().toLowerCase())) {
      if (ipaddr.isValidCIDR(one)) this.#ranges.push(ipaddr.parseCIDR(one));
      else if (ipaddr.isValid(one)) this.#ranges.push(asRange(one));
      else if (one !== "") this.#names.add(one);
    }
  }

  hasName(name: string): boolean {
    return this.#names.has(name);
  }

  hasAddress(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const plain = ipaddr.process(address);
    return this.#ranges.some((range) => plain.kind() === range[0].kind() && plain.match(range));
  }
}

function asRange(address: string): ReturnType<typeof ipaddr.parseCIDR> {
  const plain = ipaddr.process(address);
  return [plain, plain.kind() === "ipv4" ? 32 : 128];
}
