// Standard Webhooks 1.0: what a receiver checks before it believes us.
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

/** 256 random bits in the form that the libraries of receivers read. */
export const newWebhookSecret = (): string => `${PREFIX}${randomBytes(32).toString("base64")}`;

/** The three headers; each secret that is in force signs. `seconds` since 1970. */
export function signed(
  { id, seconds, body }: { readonly id: string; readonly seconds: number; readonly body: string },
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signatures.join(" ") };
}
