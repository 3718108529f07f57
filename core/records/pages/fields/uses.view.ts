import type { Actor } from "../../../kernel/actor.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { Reader } from "../reader.ts";

/** The field that is asked about; `id` is null for one of the product. */
interface Asked {
  readonly kind: string;
  readonly path: string;
  readonly id: string | null;
}

/** Where a field is used and how far its index is, for the side of its page. */
export async function usesView(
  { customFields }: { readonly customFields: CustomFields },
  actor: Actor,
  { kind, path, id }: Asked,
  { say }: Reader,
) {
  const uses = await customFields.whereUsed(actor, kind, path);
  const index = id === null ? null : await customFields.indexState(actor, id);
  return {
    places: uses.map(({ place, name, link }) => ({
      text: [say(`fields.place.${place}`), name].filter(Boolean).join(": "),
      link,
    })),
    index:
      !index || index.state === "none" ? null : say(`fields.index.${index.state}`, { percent: index.percent ?? 0 }),
  };
}
