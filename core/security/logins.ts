// One person, one login: however an address was typed, it is compared in one form.

/** Trimmed, in lower case, in one Unicode form. */
export const normalLogin = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/**
 * Only ASCII without spaces and one @: letters that look alike (Cyrillic `а`, Latin `a`) could make a second account that nobody
 * can tell from the first.
 */
export const isLogin = (text: string): boolean =>
  /^[\x21-\x3f\x41-\x7e]+@[a-z0-9-]+(\.[a-z0-9-]+)+$|^[\x21-\x3f\x41-\x7e]+@localhost$/.test(text);
