import type { Queryable } from "trellis/sdk";

/** The last day on which nothing is posted any more; null while every day is open. */
export async function closedUntil(db: Queryable): Promise<string | null> {
  const [row] = await db.query<{ until: string | null }>({ text: "select until from plugin_warehouse.closing" });
  return row?.until ?? null;
}

/** Closes all days up to this one, or opens them again. Whoever is posting ends first. */
export async function closeUntil(db: Queryable, until: string | null): Promise<void> {
  await db.query({ text: "update plugin_warehouse.closing set until = $1", values: [until] });
}
