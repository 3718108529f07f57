import type { Pages } from "../../../web/pages.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { Kinds } from "../../kinds.ts";
import type { Records } from "../../records.ts";
import type { Through } from "../../store/through.ts";

/** What the pages of fields work with. */
export interface FieldPageNeeds {
  readonly kinds: Kinds;
  readonly customFields: CustomFields;
  readonly records: Records;
  readonly through: Through;
  readonly pages: Pages;
}
