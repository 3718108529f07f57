// People with a password, signing in by hand: what their browser sends, and what it carries away.
import { hashPassword } from "../../core/security/hashing.ts";
import { codeAt, newTotpSecret } from "../../core/security/totp.ts";
import { services } from "../../core/sdk/services.ts";
import type { TestApp, TestPerson } from "./app.ts";
import { password } from "./people.ts";

/** Somebody with this role and a password. */
export async function withPassword(app: TestApp, role = "sales"): Promise<TestPerson> {
  const person = await app.person(role);
  await app.get(services.people).passwords.store(app.db, person.id, await hashPassword(password));
  return person;
}

/** The step of codes at this moment, by the database's clock. */
export async function stepNow({ db }: TestApp): Promise<number> {
  const text = "select floor(extract(epoch from now()) / 30)::int as step";
  const [row] = await db.query<{ step: number }>({ text });
  return row?.step ?? 0;
}

export interface Careful {
  readonly person: TestPerson;
  /** Of the authenticator, whose code of this moment has not been used. */
  readonly secret: string;
  readonly codes: readonly string[];
}

/** Gives somebody an authenticator. */
export async function withAuthenticator(app: TestApp, person: TestPerson): Promise<Careful> {
  const { secondFactors } = app.get(services.people);
  const secret = newTotpSecret();
  const code = codeAt(secret, await stepNow(app));
  const codes = await secondFactors.add(person.id, secret, { code, name: "Phone" });
  await app.db.query({ text: "update second_factors set counter = 0 where user_id = $1", values: [person.id] });
  return { person, secret, codes: codes ?? [] };
}

/** A browser of its own: keeps the session it was given. */
export class Browser {
  readonly #url: string;
  cookie = "";

  constructor({ url }: TestApp) {
    this.#url = url;
  }

  async visit(path: string): Promise<Response> {
    return this.#kept(await fetch(this.#url + path, { redirect: "manual", headers: { cookie: this.cookie } }));
  }

  async send(path: string, form: Record<string, string> = {}): Promise<Response> {
    const headers = { "Sec-Fetch-Site": "same-origin", cookie: this.cookie };
    const body = new URLSearchParams(form);
    return this.#kept(await fetch(this.#url + path, { method: "POST", redirect: "manual", body, headers }));
  }

  /** With the right password. Answers where it leads. */
  async signIn({ email }: TestPerson, next = "/deals"): Promise<string> {
    return to(await this.send("/login", { login: email, password, next }));
  }

  #kept(answer: Response): Response {
    const set = answer.headers.getSetCookie().find((one) => one.startsWith("trellis_session="));
    if (set) this.cookie = set.split(";")[0] ?? "";
    return answer;
  }
}

/** Where an answer leads. */
export const to = (answer: Response): string => answer.headers.get("Location") ?? `${answer.status}`;

/** The secret and the sealed offer on a page for a new authenticator. */
export function offeredOn(page: string): { readonly secret: string; readonly offer: string } {
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
  return { secret, offer: /name="offer" value="([^"]+)"/.exec(page)?.[1] ?? "" };
}
