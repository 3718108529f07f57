import type { Language } from "../../i18n/languages.ts";

/** A text by language; English is there, others fall back to it. */
export type Labels = { readonly en: string } & Partial<Readonly<Record<Language, string>>>;
