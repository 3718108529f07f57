// Between password and second step there is half a session, which the cookie carries like a whole one.
import type { Context } from "koa";
import { NotSignedIn } from "../kernel/errors.ts";
import type { Half } from "../security/sign-in.ts";
import type { People } from "./people.ts";

type Parts = Pick<People, "cookie" | "secondFactors" | "sessions">;

/** Half a session, or a whole one of somebody who has to add a second step before it opens anything. */
export async function findHalf(ctx: Context, { cookie, secondFactors, sessions }: Parts): Promise<Half | undefined> {
  const secret = cookie.read(ctx);
  const found = secret ? await sessions.findHalf(secret) : undefined;
  if (!secret || !found) return undefined;
  const { userId, half } = found;
  return { secret, userId, step: half ? await secondFactors.after(userId) : "enrolment" };
}

/** Throws NotSignedIn for whoever has not typed their password in the last ten minutes. */
export async function halfIn(ctx: Context, parts: Parts): Promise<Half> {
  const half = await findHalf(ctx, parts);
  if (!half) throw new NotSignedIn("security.not_signed_in");
  return half;
}
