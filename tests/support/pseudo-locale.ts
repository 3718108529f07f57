// English made longer and foreign-looking, its values left alone: what stays plain on a page is no word but a text.

const accents: Readonly<Record<string, string>> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
  n: "ñ",
  s: "š",
};

/** `Save {count}` → `[Šávé {count}···]`, at least 40 % longer. */
export function pseudo(message: string): string {
  let depth = 0;
  const changed = [...message].map((sign) => {
    if (sign === "{") depth += 1;
    if (sign === "}") depth -= 1;
    return depth === 0 ? (accents[sign] ?? sign) : sign;
  });
  return `[${changed.join("")}${"·".repeat(Math.ceil(message.length * 0.4))}]`;
}
