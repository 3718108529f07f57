import { formatNumber } from "../../i18n/formats.ts";
import type { Reader } from "./reader.ts";

export interface Count {
  readonly number: number;
  readonly exact: boolean;
}

/** "1,240", or "10,000+" where nobody has counted on. */
export function countText({ number, exact }: Count, { reading }: Reader): string {
  return `${formatNumber(reading.language, number)}${exact ? "" : "+"}`;
}
