// What is missing of a transfer, typed on its page.
import { actorOf, type Context, formIn, idIn, Invalid, type KindsSeen, messageTo, Router, say } from "trellis/sdk";
import { type DocumentNeeds, showAgain } from "./documents.routes.ts";

export function lossRoutes(needs: DocumentNeeds): Router {
  const { documents, kinds, pages } = needs;
  const router = new Router({ prefix: "/stock-documents/:id" });
  router.post("/loss", async (ctx) => {
    try {
      const [actor, form] = [actorOf(ctx), formIn(ctx)];
      const missing = missingIn(ctx, kinds.seenBy(actor));
      const loss = { version: Number(form.text("version")) || undefined, reason: form.text("reason"), missing };
      const { document } = await documents.lose(actor, idIn(ctx), loss);
      messageTo(ctx, say(ctx, "warehouse.written_off", { name: document["name"] }));
      pages.go(ctx, `/stock-documents/${document.id}`);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      const values = Object.fromEntries(formIn(ctx).entries());
      await showAgain(ctx, needs, { values, problems: error.problems });
    }
  });
  return router;
}

/** The lines of which somebody typed how many are missing. */
function missingIn(ctx: Context, seen: KindsSeen): ReadonlyMap<string, string> {
  const field = seen.get("stock_line").byPath.get("quantity");
  const { language, timeZone } = actorOf(ctx);
  const typed = formIn(ctx)
    .entries()
    .filter(([name, text]) => name.startsWith("lost.") && text.trim() !== "");
  const read = typed.map(([name, text]): [string, string] => {
    const value = field?.type.parse(text, field.schema, { language, timeZone, currency: "", country: "" });
    if (value?.ok) return [name.slice(5), String(value.value)];
    const problems = value ? value.problems : [];
    throw new Invalid(problems.map((one) => ({ ...one, pointer: `/lines/${name.slice(5)}/quantity` })));
  });
  return new Map(read);
}
