// Words that everybody's files contain and that are often misspelt: countries and lines of business.
import { squeezed } from "./squeezed.ts";

const languages = ["en", "de", "es", "bg"];

const business = `technology, medical, healthcare, retail, wholesale, software, hardware, entertainment, marketing, advertising,
  telecommunications, finance, banking, insurance, employment, services, consulting, education, manufacturing, construction,
  engineering, energy, agriculture, transportation, logistics, hospitality, tourism, automotive, pharmaceuticals, biotechnology,
  chemicals, electronics, government, nonprofit, media, publishing, real estate, restaurant, security, utilities,
  Technologie, Einzelhandel, Großhandel, Gesundheit, Unterhaltung, Telekommunikation, Finanzen, Versicherung, Dienstleistung, Beratung,
  Bildung, Produktion, Bauwesen, Landwirtschaft, Verkehr, Logistik, Gastronomie, Tourismus, Chemie, Elektronik, Immobilien,
  tecnología, salud, comercio, entretenimiento, publicidad, telecomunicaciones, finanzas, seguros, empleo, servicios, consultoría,
  educación, fabricación, construcción, energía, agricultura, transporte, logística, hostelería, turismo, química, electrónica,
  технологии, здравеопазване, търговия, развлечения, реклама, телекомуникации, финанси, застраховане, услуги, консултиране,
  образование, производство, строителство, енергетика, земеделие, транспорт, логистика, туризъм, химия, електроника`;

let words: Map<string, string> | undefined;

/** Squeezed spelling → the word as it is written. */
export function knownWords(): ReadonlyMap<string, string> {
  words ??= new Map([...business.split(/,\s*/), ...languages.flatMap(countries)].map((word) => [squeezed(word), word]));
  return words;
}

function countries(language: string): string[] {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const letters = [...Array(26).keys()].map((at) => String.fromCharCode(65 + at));
  return letters.flatMap((a) => letters.map((b) => names.of(a + b))).filter((name) => name !== undefined);
}
