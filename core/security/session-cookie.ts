import type { Context } from "koa";
import type { Sessions } from "./sessions.ts";

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

  /** Another secret for the same session, after what it may do has changed; `stepped`: by showing a second step. */
  async renew(ctx: Context, sessions: Sessions, { stepped = false } = {}): Promise<void> {
    const secret = this.read(ctx);
    const fresh = secret ? await sessions.renew(secret, { stepped }) : undefined;
    if (fresh) this.write(ctx, fresh.secret, fresh.kept);
  }

  clear(ctx: Context): void {
    ctx.append("Set-Cookie", `${this.#name}=; ${this.#attributes}; Max-Age=0`);
  }
}
