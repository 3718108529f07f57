import {
  actorOf,
  BadRequest,
  type Context,
  idIn,
  Invalid,
  jsonIn,
  newId,
  NotFound,
  problemAt,
  Router,
} from "trellis/sdk";
import { dayIn } from "./days.ts";
import { problem } from "./problem.ts";
import type { Scanning, Scans } from "./scanning.ts";

/** The scanner for programs: a code onto a document, and the last one taken back. */
export function scansApi(scans: Scans): Router {
  const router = new Router({ prefix: "/api/v1/stock-documents/:id/scans" });

  router.post("/", async (ctx) => {
    const [actor, id, scanning] = [actorOf(ctx), idIn(ctx), scanningIn(ctx)];
    const place = await scans.place(actor, id, scanning.code);
    ctx.status = 201;
    ctx.body = place === undefined ? await scans.scan(actor, id, scanning) : { place };
  });

  router.delete("/last", async (ctx) => {
    const undone = await scans.undo(actorOf(ctx), idIn(ctx));
    if (!undone) throw new NotFound("web.not_found");
    ctx.body = undone;
  });

  return router;
}

/** What each part may look like, and what is said where it does not. */
const forms: Readonly<Record<string, readonly [fits: (text: string) => boolean, code: string]>> = {
  code: [(text) => text.trim() !== "" && text.length <= 200, "required"],
  quantity: [(text) => /^\d{1,12}(\.\d{1,6})?$/.test(text), "not_a_number"],
  lot: [(text) => text.trim() !== "" && text.length <= 60, "too_long"],
  expires: [(text) => dayIn(text) !== undefined, "not_a_date"],
  key: [(text) => text !== "" && text.length <= 64, "too_long"],
};

function scanningIn(ctx: Context): Scanning {
  const body = jsonIn(ctx);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new BadRequest("web.json_expected");
  const said = new Map(Object.entries(body).filter(([, value]) => value !== null));
  const strange = [...said.keys()].find((name) => !(name in forms));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  const code = partIn(said, "code");
  if (code === null) throw new Invalid([problemAt("code", "required", { field: "code" })]);
  const quantity = partIn(said, "quantity");
  if (quantity !== null && Number(quantity) === 0) throw new Invalid([problem("quantity", "not_positive")]);
  const [lot, expires, key] = ["lot", "expires", "key"].map((name) => partIn(said, name));
  return { code: code.trim(), quantity, lot: lot ?? null, expires: expires ?? null, key: key ?? newId() };
}

function partIn(said: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = said.get(name);
  if (value === undefined) return null;
  const [fits, code] = forms[name] ?? [() => false, "required"];
  if (typeof value === "string" && fits(value)) return value;
  throw new Invalid([problemAt(name, code, { field: name, maximum: name === "lot" ? 60 : 64 })]);
}
