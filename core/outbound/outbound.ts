// The only door out to other servers. A name is resolved once and its addresses are checked; the connection goes to those and no
// others, whatever the name answers a moment later. Redirects are not followed, and nothing is unpacked.
import { lookup } from "node:dns/promises";
import { Agent, type Dispatcher } from "undici";
import { AddressRefused, NotAnswered, named } from "./failures.ts";
import { Allowed, isPublic } from "./places.ts";
import { type Target, targetOf } from "./target.ts";

export interface OutgoingRequest {
  readonly url: string;
  /** GET if left out. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Bytes of the answer's body that are wanted; 64 kB if left out, 1 MB at most. */
  readonly most?: number;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came over the line. */
  readonly body: Buffer;
  /** There was more of the body. */
  readonly isCut: boolean;
}

/** What resolves a name; tests give other answers than the network. */
export type Resolve = (host: string) => Promise<readonly Address[]>;

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface OutboundOptions {
  /** Places in one's own network that may be called: addresses, ranges, names, with commas between. */
  readonly allow?: string | undefined;
  readonly resolve?: Resolve;
  /** Milliseconds for all of it. */
  readonly patience?: number;
}

const MOST = 64 * 1024;
const HIGHEST = 1024 * 1024;
const PATIENCE = 10_000;
/** Said by us alone. */
const ours = /^(host|connection|content-length|transfer-encoding|expect|upgrade|keep-alive|te|proxy-.*)$/i;

export class Outbound {
  readonly #allowed: Allowed;
  readonly #resolve: Resolve;
  readonly #patience: number;

  constructor({ allow, resolve = (host) => lookup(host, { all: true }), patience = PATIENCE }: OutboundOptions = {}) {
    this.#allowed = new Allowed(allow);
    this.#resolve = resolve;
    this.#patience = patience;
  }

  /** Refuses an address when it is written down, as `send` would; throws AddressRefused or NotAnswered. */
  async check(url: string): Promise<void> {
    await this.#addressesOf(targetOf(url), AbortSignal.timeout(this.#patience));
  }

  /** Throws AddressRefused before anything is sent, and NotAnswered when no answer came in time. */
  async send(request: OutgoingRequest): Promise<OutgoingAnswer> {
    const target = targetOf(request.url);
    if (Object.keys(request.headers ?? {}).some((name) => ours.test(name)))
      throw new AddressRefused("outbound.bad_header");
    const late = AbortSignal.timeout(this.#patience);
    const signal = request.signal ? AbortSignal.any([late, request.signal]) : late;
    const addresses = await this.#addressesOf(target, signal);
    const agent = new Agent({ connect: { lookup: only(addresses), timeout: this.#patience }, connections: 1 });
    try {
      const answer = await agent.request({ ...asked(request, target), signal });
      const { statusCode: status, headers } = answer;
      return { status, headers: plain(headers), ...(await upTo(answer.body, request.most ?? MOST)) };
    } catch (error) {
      throw named(error, target.host, this.#patience / 1_000);
    } finally {
      // Whatever is still coming is cut off, also while it is waited for.
      await agent.destroy();
    }
  }

  async #addressesOf({ host }: Target, signal: AbortSignal): Promise<readonly Address[]> {
    const found = await this.#found(host, signal);
    const isRefused = ({ address }: Address): boolean => !isPublic(address) && !this.#allowed.hasAddress(address);
    if (!this.#allowed.hasName(host) && found.some(isRefused))
      throw new AddressRefused("outbound.internal_address", { host });
    return found;
  }

  async #found(host: string, signal: AbortSignal): Promise<readonly Address[]> {
    try {
      const found = await Promise.race([this.#resolve(host), rejectedBy(signal)]);
      if (found.length === 0) throw new NotAnswered("outbound.unknown_host", { host });
      return found;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (/^E(NOTFOUND|NODATA|AI_)/.test(code)) throw new NotAnswered("outbound.unknown_host", { host });
      throw named(error, host, this.#patience / 1_000);
    }
  }
}

const asked = ({ method = "GET", headers, body }: OutgoingRequest, { url }: Target): Dispatcher.RequestOptions => ({
  origin: url.origin,
  path: `${url.pathname}${url.search}`,
  method,
  headers: { "user-agent": "Trellis", "accept-encoding": "identity", ...headers },
  body: body ?? null,
});

type Lookup = NonNullable<NonNullable<Extract<Agent.Options["connect"], { lookup?: unknown }>>["lookup"]>;

/** The connection asks for the addresses of its host: it gets those that were checked. */
const only =
  (addresses: readonly Address[]): Lookup =>
  (_host, { all }, answer) => {
    const [first] = addresses;
    if (all) answer(null, [...addresses]);
    else answer(null, first?.address ?? "", first?.family);
  };

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

async function upTo(body: AsyncIterable<Buffer>, wanted: number): Promise<Pick<OutgoingAnswer, "body" | "isCut">> {
  const most = Math.min(wanted, HIGHEST);
  const pieces: Buffer[] = [];
  let size = 0;
  if (most <= 0) return { body: Buffer.alloc(0), isCut: true };
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size > most) break;
  }
  return { body: Buffer.concat(pieces).subarray(0, most), isCut: size > most };
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
