// What is read from a scan's form, and what is said about it.
import {
  type Actor,
  actorOf,
  type Context,
  formIn,
  Invalid,
  type KindsSeen,
  may,
  newId,
  type Problem,
  problemAt,
  type Records,
  say,
} from "trellis/sdk";
import type { Scanned, Scanning } from "./scanning.ts";

export interface Trouble {
  readonly text: string;
  readonly isGood: boolean;
  /** True: the code is known, and of which lot it is has to be typed. */
  readonly asksLot: boolean;
  /** Where an unknown code can be given to a product. */
  readonly help?: string | null;
}

export function scanningIn(ctx: Context, seen: KindsSeen): Scanning {
  const form = formIn(ctx);
  const code = form.text("code").trim();
  if (code === "") throw new Invalid([problemAt("code", "required", { field: "code" })]);
  const key = (form.find("key") ?? "").slice(0, 64) || newId();
  const quantity = typed(ctx, seen, "quantity");
  if (quantity !== null && Number(quantity) <= 0)
    throw new Invalid([
      { pointer: "/quantity", code: "warehouse.not_positive", message: "warehouse.problem.not_positive" },
    ]);
  return { code, quantity, lot: typed(ctx, seen, "lot"), expires: typed(ctx, seen, "expires"), key };
}

function typed(ctx: Context, seen: KindsSeen, name: "quantity" | "lot" | "expires"): string | null {
  const { language, timeZone } = actorOf(ctx);
  const field = seen.get("stock_line").byPath.get(name);
  const text = formIn(ctx).find(name) ?? "";
  const read = field?.type.parse(text, field.schema, { language, timeZone, currency: "", country: "" });
  if (!read) return null;
  if (read.ok) return read.value as string | null;
  throw new Invalid(read.problems.map((problem) => ({ ...problem, pointer: `/${name}` })));
}

/** "+1 → 14: Chair", or "+1 → 3 of 5: Chair". */
export async function scannedSaid(ctx: Context, records: Records, scanned: Scanned, key: string): Promise<string> {
  const name = await nameOf(records, actorOf(ctx), scanned);
  const number = (text: string): string =>
    new Intl.NumberFormat(actorOf(ctx).language, { maximumFractionDigits: 6 }).format(
      text as Intl.StringNumericLiteral,
    );
  const total =
    scanned.wanted === null
      ? number(scanned.total)
      : say(ctx, "warehouse.of", { part: number(scanned.total), all: number(scanned.wanted) });
  return say(ctx, key, { quantity: number(scanned.quantity), total, name });
}

async function nameOf(records: Records, actor: Actor, { line, kit }: Scanned): Promise<unknown> {
  const named =
    kit === null
      ? await records.find(actor, "stock_line", line, { trash: true })
      : await records.find(actor, "product", kit, { fields: ["name"] });
  return named?.["name"] ?? "";
}

/** What kept something from being done, as the screen says it; anything but a refusal goes on. */
export function troubleIn(ctx: Context, error: unknown): Trouble {
  if (!(error instanceof Invalid)) throw error;
  const { problems } = error;
  const isUnknown = problems.some(({ code }) => code === "products.no_product");
  return {
    text: problems.map((problem) => sentence(ctx, problem)).join(" "),
    isGood: false,
    asksLot: problems.some(({ pointer }) => pointer === "/lot" || pointer === "/expires"),
    help: isUnknown && may(actorOf(ctx), "barcodes.create") ? helpFor(ctx) : null,
  };
}

const helpFor = (ctx: Context): string =>
  `/barcodes/new?${new URLSearchParams({ code: formIn(ctx).find("code") ?? "" })}`;

function sentence(ctx: Context, { message, values, pointer }: Problem): string {
  const name = pointer.split("/").at(-1) ?? "";
  const key = name === "code" || name === "what" ? "warehouse.code" : `stock-lines.field.${name}`;
  return say(ctx, message, { ...values, field: say(ctx, key) });
}
