// What happens to every request, outermost first.
import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import { languageFor } from "../i18n/languages.ts";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { identified, identify, openPaths } from "../security/identify.ts";
import { limitCalls } from "../security/limit-calls.ts";
import { Quotas } from "../security/quotas.ts";
import { tellRefusals } from "../security/refusals.ts";
import { address, callerOf } from "../web/address.ts";
import { body } from "../web/body.ts";
import { compression } from "../web/compression.ts";
import { stateOf } from "../web/context.ts";
import { csrf } from "../web/csrf.ts";
import { errors } from "../web/error-page.ts";
import { freshness } from "../web/freshness.ts";
import { headers } from "../web/headers.ts";
import { knownHost } from "../web/known-host.ts";
import { language } from "../web/language.ts";
import { prefetch } from "../web/prefetch.ts";
import { viewAs } from "../users/view-as.routes.ts";
import { audience } from "./audience.ts";
import { inside } from "./inside.ts";

export function pipeline(get: Get): Middleware[] {
  const { production, publicUrl, api, http } = get(inside.settings);
  const company = companyWords(get);
  const contributions = get(services.contributions);
  return [
    requestId(get),
    compression(),
    freshness(),
    headers({ secure: publicUrl.startsWith("https:") }),
    prefetch(get(inside.assets)),
    company.refresh,
    language(get(services.words), company.language),
    errors({ pages: get(services.pages), log: get(inside.log), frank: get(inside.settings).development }),
    knownHost({ production, publicUrl, hosts: http.hosts }),
    address(),
    get(inside.assets).serve(),
    body(),
    identify({ ...get(services.people), open: () => [...openPaths, ...contributions.open] }),
    tellRefusals(get(services.db), get(inside.log)),
    viewAs(get(services.people)),
    limitCalls(new Quotas(get(services.db), api.limits, get(inside.log))),
    audience(get(services.permissions)),
    csrf({ origin: () => (production ? publicUrl : undefined) }),
    contributions.routes.dispatch(),
  ];
}

function requestId(get: Get): Middleware {
  const log = get(inside.log);
  return async (ctx, next) => {
    const started = performance.now();
    const id = randomUUID();
    stateOf(ctx).id = id;
    identified(ctx).call = { id, address: callerOf(ctx) };
    ctx.set("X-Request-Id", id);
    await next();
    if (!log.isLevelEnabled("debug")) return;
    const { method, path, status } = ctx;
    log.debug({ request: id, method, path, status, ms: Math.round(performance.now() - started) }, "request");
  };
}

/** The company's name and language, for pages of people who have not signed in yet. */
function companyWords(get: Get): { refresh: Middleware; language: () => string | undefined } {
  let known: string | undefined;
  return {
    language: () => known,
    refresh: async (ctx, next) => {
      if (!/^\/(assets|health|api|metrics)\b/.test(ctx.path)) {
        const profile = await get(services.people)
          .company.profile()
          .catch(() => undefined);
        known = languageFor(profile?.language ?? "") ?? known;
        ctx.state["company"] = profile?.name ?? "";
      }
      await next();
    },
  };
}
