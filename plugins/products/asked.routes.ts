// What the table of lines says, read as the engine's own forms read it: with the comma or the point of the person's language.
import { type Actor, actorOf, type Context, formIn, Invalid, type KindsSeen } from "trellis/sdk";
import type { OfferLine } from "./offer.ts";
import { boxesOf, columns } from "./offer.view.ts";
import type { LineChange } from "./offers.ts";

interface Box {
  readonly name: string;
  readonly text: string;
  /** Where what is wrong is told. */
  readonly at: string;
  readonly currency: string;
}

/** The value somebody typed for a field of lines; Invalid with its problems where it is none. */
export function typedValue(seen: KindsSeen, { language, timeZone }: Actor, { name, text, at, currency }: Box): unknown {
  const field = seen.get("deal_line").byPath.get(name);
  const read = field?.type.parse(text, field.schema, { language, timeZone, currency, country: "" });
  if (!read) return null;
  if (read.ok) return read.value;
  throw new Invalid(read.problems.map((problem) => ({ ...problem, pointer: `/${at}` })));
}

/** The lines whose boxes say something else than what stands there. */
export function changesIn(ctx: Context, seen: KindsSeen, lines: readonly OfferLine[]): readonly LineChange[] {
  return lines.flatMap((line) => {
    const changed = changedBoxes(ctx, line);
    const version = Number(formIn(ctx).find(`version.${line.id}`));
    if (changed.length === 0 || !Number.isInteger(version)) return [];
    const input = changed.map((box) => [box.name, typedValue(seen, actorOf(ctx), box)] as const);
    return [{ id: line.id, version, input: Object.fromEntries(input) }];
  });
}

function changedBoxes(ctx: Context, line: OfferLine): Box[] {
  const shown = boxesOf(line, actorOf(ctx).language);
  const currency = line.price?.currency ?? "";
  return columns.flatMap((name) => {
    const text = formIn(ctx).find(`${name}.${line.id}`)?.trim() ?? shown[name];
    return text === shown[name] ? [] : [{ name, text, at: `lines/${line.id}/${name}`, currency }];
  });
}
