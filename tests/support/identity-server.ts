// A real OpenID Connect server inside the tests. Whoever it is told stands before it signs in at once; and it lies when it is asked to.
import { once } from "node:events";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

/** What the server says of whoever signs in. */
export interface Visitor {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

type Claims = Record<string, unknown>;

export interface IdentityServer {
  readonly issuer: string;
  readonly client: { readonly clientId: string; readonly secret: string };
  /** Who stands before it now; undefined presses "cancel". */
  visitor: Visitor | undefined;
  /** What the next tokens say instead; with `forged`, signed by a key that is not the server's. */
  lie: ((claims: Claims) => Claims) | undefined;
  forged: boolean;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

const client = { clientId: "trellis", secret: "a secret of the other server" };
const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

/** `back`: the address of the application, which the server sends people back to. */
export async function startIdentityServer(callback: (id: string) => string, id: string): Promise<IdentityServer> {
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const listening = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(listening, "listening");
  const issuer = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const [key, foreign] = [newKey(), newKey()];
  const visitors = new Map<string, Visitor>();
  const server: IdentityServer = {
    issuer,
    client,
    visitor: undefined,
    lie: undefined,
    forged: false,
    asked: [],
    close: () => new Promise((done) => (listening.closeAllConnections(), void listening.close(() => done()))),
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.secret, redirect_uris: [callback(id)] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    scopes: ["openid", "email", "profile"],
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...visitors.get(sub), sub }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: "ours", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["a key for tests only"] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
  });
  const rest = provider.callback();
  answer = async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", issuer);
    server.asked.push(pathname);
    if (pathname.startsWith("/interaction/")) return await interact(provider, server, visitors, { request, response });
    if (pathname === "/token" && server.lie) twist(response, server.lie, server.forged ? foreign : key);
    return rest(request, response);
  };
  return server;
}

interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Signs in and agrees, as somebody would by hand. */
async function interact(
  provider: Provider,
  { visitor }: IdentityServer,
  visitors: Map<string, Visitor>,
  { request, response }: Turn,
): Promise<void> {
  const finish = async (result: object) => await provider.interactionFinished(request, response, result);
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (!visitor) return await finish({ error: "access_denied", error_description: "cancelled" });
  if (prompt.name === "login") {
    visitors.set(visitor.sub, visitor);
    return await finish({ login: { accountId: visitor.sub } });
  }
  const grant = new provider.Grant({ accountId: session?.accountId ?? visitor.sub, clientId: params["client_id"] });
  grant.addOIDCScope("openid email profile");
  return await finish({ consent: { grantId: await grant.save() } });
}

/** Another token in place of the one that was just signed. */
function twist(response: ServerResponse, lie: (claims: Claims) => Claims, key: KeyObject): void {
  const end = response.end.bind(response);
  response.end = ((body: string | Buffer) => {
    const tokens = JSON.parse(String(body)) as { id_token?: string };
    const [head = "", claims = ""] = (tokens.id_token ?? "").split(".");
    const said = lie(JSON.parse(Buffer.from(claims, "base64url").toString()) as Claims);
    const text = `${head}.${Buffer.from(JSON.stringify(said)).toString("base64url")}`;
    const token = `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
    const changed = JSON.stringify({ ...tokens, id_token: token });
    response.setHeader("Content-Length", Buffer.byteLength(changed));
    return end(changed);
  }) as typeof response.end;
}

/** A browser as far as signing in needs one: it follows where it is led, and keeps each server's cookies. */
export class Walker {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Cookies for this address, as a header. */
  cookies(address: string): string {
    return [...(this.#jars.get(new URL(address).host) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  keep(address: string, answer: Response): void {
    const jar = this.#jars.get(new URL(address).host) ?? new Map<string, string>();
    this.#jars.set(new URL(address).host, jar);
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      if (value === "" || /Max-Age=0/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
  }

  async step(address: string): Promise<Response> {
    const answer = await fetch(address, { redirect: "manual", headers: { cookie: this.cookies(address) } });
    this.keep(address, answer);
    return answer;
  }

  /** Goes on until an address that `stop` names, which is not visited, or until nothing leads further. */
  async walk(from: string, stop: (address: string) => boolean = () => false): Promise<string> {
    let at = from;
    for (let steps = 0; steps < 15 && !stop(at); steps++) {
      const location = (await this.step(at)).headers.get("Location");
      if (!location) return at;
      at = new URL(location, at).href;
    }
    return at;
  }
}
