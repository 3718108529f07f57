// Why nothing was sent, or nothing came back. What the other side wrote is never part of it.
import { AppError } from "../kernel/errors.ts";

/** This address must not be called: it has to be corrected, not tried again. */
export class AddressRefused extends AppError {
  readonly status = 422;
}

/** The other side did not answer as it should; it may do so later. */
export class NotAnswered extends AppError {
  readonly status = 502;
}

/** A failure below us in our words. */
export function named(error: unknown, host: string, seconds: number): AppError {
  if (error instanceof AppError) return error;
  const cause = rootOf(error);
  if (cause.name === "TimeoutError" || cause.name === "AbortError" || /TIMEOUT/.test(cause.code ?? ""))
    return new NotAnswered("outbound.too_slow", { host, seconds }, { cause });
  const reason = cause.code ?? cause.name;
  if (/CERT|SIGNATURE|TLS|SSL/.test(reason))
    return new NotAnswered("outbound.bad_certificate", { host, reason }, { cause });
  return new NotAnswered("outbound.unreachable", { host, reason }, { cause });
}

/** Several addresses were tried: the first failure tells enough. */
function rootOf(error: unknown): Error & { readonly code?: string } {
  const found = error as Error & { readonly errors?: readonly Error[]; readonly code?: string };
  return found.errors?.[0] ?? found;
}
