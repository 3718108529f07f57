// Talks with identity providers as OpenID Connect says: the library knows the protocol, and everything goes by the one way out.
import type { Configuration, CustomFetch, IDToken } from "openid-client";
import type { Outbound } from "../outbound/outbound.ts";
import type { Departure } from "../security/departures.ts";

export interface Issuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
}

/** Where somebody is sent, and what has to come back with them. */
export interface Sent extends Pick<Departure, "state" | "nonce" | "verifier"> {
  readonly url: URL;
}

/** What the other side says of somebody. */
export interface Claims {
  readonly subject: string;
  readonly email: string;
  readonly isVerified: boolean;
  readonly name: string;
}

type Send = Pick<Outbound, "send">;

const TEN_MINUTES = 10 * 60;
/** Documents and keys of large providers. */
const MOST = 512 * 1024;
const library = async () => await import("openid-client");

export class Relay {
  readonly #out: Send;
  /** What issuers say about themselves, for ten minutes. */
  readonly #known = new Map<string, { readonly until: number; readonly found: Promise<Configuration> }>();

  constructor(out: Send) {
    this.#out = out;
  }

  /** Throws what went wrong when there is no such issuer, or it does not answer. */
  async meet(issuer: Issuer): Promise<void> {
    this.#known.delete(keyOf(issuer));
    await this.#configuration(issuer);
  }

  /** `lately`: they must have signed in there in the last ten minutes. */
  async send(issuer: Issuer, redirect: string, lately: boolean): Promise<Sent> {
    const client = await library();
    const configuration = await this.#configuration(issuer);
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirect,
      scope: "openid email profile",
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...(lately && { max_age: String(TEN_MINUTES) }),
    });
    return { url, state, nonce, verifier };
  }

  /** Who came back. `came` is our own address with what the browser brought along. Throws for everything that does not hold. */
  async receive(issuer: Issuer, came: URL, departure: Departure): Promise<Claims> {
    const client = await library();
    const configuration = await this.#configuration(issuer);
    const tokens = await client.authorizationCodeGrant(configuration, came, {
      expectedState: departure.state,
      expectedNonce: departure.nonce,
      pkceCodeVerifier: departure.verifier,
      idTokenExpected: true,
      ...(departure.again && { maxAge: TEN_MINUTES }),
    });
    const told = tokens.claims();
    if (!told) throw new Error("No identity came with the token");
    if (typeof told["email"] === "string") return claimsOf(told.sub, told);
    // Some tell the rest only to whoever asks again.
    return claimsOf(told.sub, await client.fetchUserInfo(configuration, tokens.access_token, told.sub));
  }

  async #configuration(issuer: Issuer): Promise<Configuration> {
    const key = keyOf(issuer);
    const kept = this.#known.get(key);
    if (kept && kept.until > performance.now()) return await kept.found;
    const found = this.#discover(issuer);
    this.#known.set(key, { until: performance.now() + TEN_MINUTES * 1000, found });
    found.catch(() => this.#known.delete(key));
    return await found;
  }

  async #discover({ issuer, clientId, secret }: Issuer): Promise<Configuration> {
    const client = await library();
    const own = { [client.customFetch]: by(this.#out) };
    const execute = isOnThisMachine(issuer) ? [client.allowInsecureRequests] : [];
    const server = (
      await client.discovery(new URL(issuer), clientId, undefined, undefined, { ...own, execute })
    ).serverMetadata();
    const ways = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const proof = ways.includes("client_secret_basic")
      ? client.ClientSecretBasic(secret)
      : client.ClientSecretPost(secret);
    const configuration = new client.Configuration(server, clientId, undefined, proof);
    for (const set of [...execute, client.enableNonRepudiationChecks]) set(configuration);
    return Object.assign(configuration, own);
  }
}

/** Without https only what never leaves the machine. */
export const isOnThisMachine = (address: string): boolean =>
  /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(address);

const keyOf = ({ issuer, clientId, secret }: Issuer): string => JSON.stringify([issuer, clientId, secret]);

function claimsOf(subject: string, { email, email_verified: verified, name }: Partial<IDToken>): Claims {
  return {
    subject,
    email: typeof email === "string" ? email : "",
    isVerified: verified === true,
    name: typeof name === "string" ? name : "",
  };
}

/** The library's requests by our own way out. */
const by =
  (out: Send): CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    const answer = await out.send({
      url,
      method: method as "GET" | "POST",
      headers,
      most: MOST,
      ...(body && { body: String(body) }),
      ...(signal && { signal }),
    });
    if (answer.isCut) throw new Error(`More than ${MOST} bytes`);
    return new Response(answer.body.length === 0 ? null : new Uint8Array(answer.body), answer);
  };
