import type { Actor, Records } from "trellis/sdk";

const MOST = 200;

/** What products are called, of those that this person may see. */
export async function namesOf(
  records: Records,
  actor: Actor,
  lines: readonly { readonly product: string }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = lines.map(({ product }) => product);
  return await saidOf(records, actor, { kind: "product", field: "name", ids });
}

interface Asked {
  readonly kind: string;
  readonly field: string;
  readonly ids: readonly string[];
}

/** A field of each of these records, of those that this person may see. */
export async function saidOf(
  records: Records,
  actor: Actor,
  { kind, field, ids }: Asked,
): Promise<ReadonlyMap<string, string>> {
  const said = new Map<string, string>();
  for (let at = 0; at < ids.length; at += MOST) {
    const filter = { field: "id", op: "in", value: ids.slice(at, at + MOST) } as const;
    const { data } = await records.list(actor, kind, { filter, fields: [field], limit: MOST });
    for (const one of data) said.set(one.id, String(one[field]));
  }
  return said;
}

/** `7` → `S-00007`, as the kind has it. */
export const documentNumber = (number: unknown): string => `S-${String(number).padStart(5, "0")}`;

/** `7` → `L-0007`: what stands on the label of a location. */
export const locationNumber = (number: unknown): string => `L-${String(number).padStart(4, "0")}`;

/** The number of a location whose label this is. */
export function locationNumberIn(code: string): number | undefined {
  const [, digits] = /^L-(\d{4,9})$/i.exec(code.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
