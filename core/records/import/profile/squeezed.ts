import { fold } from "../../search/fold.ts";

/** Letters and digits only, so that blanks, hyphens and case do not count. */
export const squeezed = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
