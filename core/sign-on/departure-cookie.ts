import type { Context } from "koa";

const TEN_MINUTES = 10 * 60;

/** Carries what somebody has to come back with. Sent along when another site leads them back to us, which is what it is for. */
export class DepartureCookie {
  readonly #name: string;
  readonly #attributes: string;

  constructor(https: boolean) {
    this.#name = https ? "__Host-trellis_departure" : "trellis_departure";
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
  }

  read(ctx: Context): string | undefined {
    return ctx.cookies.get(this.#name);
  }

  write(ctx: Context, closed: string): void {
    ctx.append("Set-Cookie", `${this.#name}=${closed}; ${this.#attributes}; Max-Age=${TEN_MINUTES}`);
  }

  clear(ctx: Context): void {
    ctx.append("Set-Cookie", `${this.#name}=; ${this.#attributes}; Max-Age=0`);
  }
}
