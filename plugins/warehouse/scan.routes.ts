import {
  type Actor,
  actorOf,
  type Context,
  type Database,
  formIn,
  idIn,
  type KindsSeen,
  messageTo,
  newId,
  type Pages,
  type Records,
  Router,
  say,
  wantsPart,
} from "trellis/sdk";
import type { Documents } from "./documents.ts";
import { documentNumber } from "./names.ts";
import { beginningView, beginIn } from "./scan-begin.ts";
import { finish } from "./scan-finish.ts";
import { scannedSaid, scanningIn, type Trouble, troubleIn } from "./scan-said.ts";
import { Scans } from "./scanning.ts";
import { scanView } from "./scan.view.ts";

export interface ScanNeeds {
  readonly db: Database;
  readonly documents: Documents;
  readonly records: Records;
  readonly kinds: { seenBy(actor: Actor): KindsSeen };
  readonly pages: Pages;
}

const pageOf = (id: string): string => `/warehouse/scan/${id}`;

/** Receive, ship, move and count with a scanner in the hand, on a phone. */
export function scanRoutes(needs: ScanNeeds): Router {
  const { documents, records, kinds, pages } = needs;
  const scans = new Scans(needs);
  const router = new Router({ prefix: "/warehouse/scan" });

  router.get("/", async (ctx) => await showBeginning(ctx, needs));

  router.post("/", async (ctx) => {
    try {
      pages.go(ctx, pageOf(await beginIn(ctx, needs)));
    } catch (error) {
      ctx.status = 422;
      await showBeginning(ctx, needs, troubleIn(ctx, error).text);
    }
  });

  router.get("/:id", async (ctx) => await show(ctx, needs));

  router.post("/:id/scans", async (ctx) => {
    await answered(ctx, needs, async () => {
      const scanning = scanningIn(ctx, kinds.seenBy(actorOf(ctx)));
      const place = await scans.place(actorOf(ctx), idIn(ctx), scanning.code);
      if (place !== undefined) return say(ctx, "warehouse.scan.place", { name: place });
      const scanned = await scans.scan(actorOf(ctx), idIn(ctx), scanning);
      return await scannedSaid(ctx, records, scanned, "warehouse.scanned");
    });
  });

  router.post("/:id/undo", async (ctx) => {
    await answered(ctx, needs, async () => {
      const undone = await scans.undo(actorOf(ctx), idIn(ctx));
      if (!undone) return say(ctx, "warehouse.nothing_to_undo");
      return await scannedSaid(ctx, records, undone, "warehouse.unscanned");
    });
  });

  router.post("/:id/finish", async (ctx) => {
    try {
      const document = await finish(documents, records, actorOf(ctx), idIn(ctx));
      const name = `${say(ctx, `stock-documents.type.${String(document["type"])}`)} ${documentNumber(document["number"])}`;
      messageTo(ctx, say(ctx, `warehouse.now.${String(document["state"])}`, { name }));
      pages.go(ctx, document["state"] === "done" ? "/warehouse/scan" : `/stock-documents/${document.id}`);
    } catch (error) {
      const trouble = troubleIn(ctx, error);
      ctx.status = 422;
      await show(ctx, needs, { ...trouble, asksLot: false });
    }
  });

  return router;
}

async function showBeginning(ctx: Context, needs: ScanNeeds, problem?: string): Promise<void> {
  const view = await beginningView(ctx, needs);
  const page = { ...view, title: say(ctx, "warehouse.scan"), problem };
  needs.pages.show(ctx, "warehouse/scan-begin", page);
}

/** The screen again, with a word on what came of it: a piece of it for the script, the page for everybody else. */
async function answered(ctx: Context, needs: ScanNeeds, work: () => Promise<string>): Promise<void> {
  try {
    const said = await work();
    if (wantsPart(ctx)) return await show(ctx, needs, { text: said, isGood: true, asksLot: false });
    messageTo(ctx, said);
    needs.pages.go(ctx, pageOf(idIn(ctx)));
  } catch (error) {
    const trouble = troubleIn(ctx, error);
    ctx.status = 422;
    await show(ctx, needs, trouble);
  }
}

async function show(ctx: Context, needs: ScanNeeds, said?: Trouble): Promise<void> {
  const scan = await scanView(actorOf(ctx), idIn(ctx), needs);
  const typed = ctx.method === "POST" && said?.isGood === false ? Object.fromEntries(formIn(ctx).entries()) : {};
  const { code = "", lot = "", expires = "" } = typed as Readonly<Record<string, string>>;
  const view = { ...scan, said: said ?? null, typed: { code, lot, expires }, key: newId() };
  if (wantsPart(ctx)) return needs.pages.part(ctx, "warehouse/_scan", view);
  const title = `${say(ctx, scan.word)} ${documentNumber(scan.number)}`;
  const breadcrumb = [{ label: say(ctx, "warehouse.scan"), path: "/warehouse/scan" }];
  needs.pages.show(ctx, "warehouse/scan", { ...view, title, where: say(ctx, "warehouse.scan"), breadcrumb });
}
