import type { Pages } from "../../../web/pages.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { WholeFields } from "../../fields/whole-fields.ts";
import type { Through } from "../../store/through.ts";
import type { Sources } from "./standing.ts";

/** What the pages of fields work with. */
export interface FieldPageNeeds extends Sources {
  readonly customFields: CustomFields;
  readonly whole: WholeFields;
  readonly through: Through;
  readonly pages: Pages;
}
