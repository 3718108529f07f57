// Invented people and companies; any likeness is chance, and every address ends in `.example`.

export const firstNames = [
  "Anna",
  "Boris",
  "Clara",
  "Daniel",
  "Elena",
  "Felix",
  "Greta",
  "Hristo",
  "Ines",
  "Jonas",
  "Katja",
  "Luis",
  "Maria",
  "Nikola",
  "Olga",
  "Pablo",
  "Rosa",
  "Stefan",
  "Teresa",
  "Viktor",
  "Wei",
  "Yana",
] as const;

export const lastNames = [
  "Adler",
  "Brandt",
  "Castillo",
  "Dimitrova",
  "Ebner",
  "Fischer",
  "García",
  "Hofmann",
  "Ivanova",
  "Jansen",
  "Kolev",
  "Lindner",
  "Moreno",
  "Nowak",
  "Ortega",
  "Petrov",
  "Richter",
  "Santos",
  "Todorova",
  "Vogel",
  "Wang",
  "Zimmer",
] as const;

/** Name, town, country, trade. */
export const companies = [
  ["Adler Holzbau GmbH", "Freiburg", "DE"],
  ["Bergblick Hotels", "Innsbruck", "AT"],
  ["Колев и синове ООД", "Пловдив", "BG"],
  ["Delta Logistik AG", "Hamburg", "DE"],
  ["Editorial Siete Mares", "Valencia", "ES"],
  ["Fabrika Rosa", "Sofia", "BG"],
  ["Gartenwelt Nord", "Kiel", "DE"],
  ["Huerta del Sol S.L.", "Murcia", "ES"],
  ["Isar Medizintechnik", "München", "DE"],
  ["Jansen Yachts", "Rostock", "DE"],
  ["Kupfer & Partner", "Wien", "AT"],
  ["Librería Ortega", "Sevilla", "ES"],
  ["Mistral Wind Energy", "Varna", "BG"],
  ["Nordlicht Optik", "Bremen", "DE"],
  ["Orchid Textiles", "Barcelona", "ES"],
  ["Panorama Reisen", "Graz", "AT"],
  ["Quelle Mineralwasser", "Kassel", "DE"],
  ["Rhodope Dairy", "Smolyan", "BG"],
  ["Sonnenschein Bäckereien", "Leipzig", "DE"],
  ["Trakia Foods", "Stara Zagora", "BG"],
  ["Ulmer Druckhaus", "Ulm", "DE"],
  ["Vega Instruments", "Bilbao", "ES"],
  ["Werkstatt Zimmer", "Köln", "DE"],
  ["星河贸易有限公司", "上海", "CN"],
] as const;

export const jobTitles = [
  "Managing director",
  "Head of purchasing",
  "Office manager",
  "Technical lead",
  "Owner",
  "Head of marketing",
] as const;

export const dealNames = [
  "Spring order",
  "New showroom",
  "Maintenance contract",
  "Trial delivery",
  "Website relaunch",
  "Annual framework",
  "Second location",
  "Equipment upgrade",
  "Staff training",
  "Trade fair stand",
] as const;

/** Who works in the demo company: name, role, team. */
export const staff = [
  { name: "Mira Manager", role: "manager" },
  { name: "Sam Sales", role: "sales" },
  { name: "Sofia Sales", role: "sales" },
] as const;
