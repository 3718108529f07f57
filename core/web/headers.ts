// Headers on every answer: what a browser may do with our pages, and what it may not.
import type { Middleware } from "koa";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/** Security headers; those that demand HTTPS only where the public address has it, or offices on plain HTTP break. */
export function headers({ secure }: { readonly secure: boolean }): Middleware {
  const all = new Map(
    Object.entries({
      "Content-Security-Policy": [...policy, ...(secure ? ["upgrade-insecure-requests"] : [])].join("; "),
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
      ...(secure && { "Strict-Transport-Security": "max-age=31536000" }),
    }),
  );
  return (ctx, next) => {
    ctx.res.setHeaders(all);
    return next();
  };
}
