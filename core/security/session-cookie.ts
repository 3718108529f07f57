import type { Context } from "koa";

const THIRTY_DAYS = 30 * 24 * 60 * 60;

/** The cookie that carries a session's secret. Over https its name has the `__Host-` prefix, so that no subdomain can plant one. */
export class SessionCookie {
  readonly #name: string;
  readonly #attributes: string;

  constructor(https: boolean) {
    this.#name = https ? "__Host-trellis_session" : "trellis_session";
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
  }

  read(ctx: Context): string | undefined {
    return ctx.cookies.get(this.#name);
  }

  /** `kept`: also after the browser was closed. */
  write(ctx: Context, secret: string, kept: boolean): void {
    // Koa would refuse a Secure cookie behind a proxy that speaks TLS for us.
    ctx.append("Set-Cookie", `${this.#name}=${secret}; ${this.#attributes}${kept ? `; Max-Age=${THIRTY_DAYS}` : ""}`);
  }

  clear(ctx: Context): void {
    ctx.append("Set-Cookie", `${this.#name}=; ${this.#attributes}; Max-Age=0`);
  }
}
