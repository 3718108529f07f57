// A customer list as a small German company keeps it: an old encoding, semicolons, amounts with points and commas, phone
// numbers as everybody writes them, and three lines that are wrong.
import { encode } from "./encode.ts";

const header = "Firma;Branche;Straße;PLZ;Ort;Telefon;E-Mail;Jahresumsatz;Gebiet";

const good = [
  "Müller & Söhne;Einzelhandel;Hauptstraße 1;50667;Köln;0221 555 123;info@mueller.example;1.234,56 €;Nord",
  "Bäckerei Groß;Einzelhandel;Domplatz 4;97070;Würzburg;+49 931 5551;post@gross.example;98.000,00 €;Süd",
  "Łódź Metall;Maschinenbau;Piotrkowska 10;90-001;Łódź;0048 42 555 66 77;biuro@lodz.example;250.000,00 €;Ausland",
  "Škoda Příbram;Automobil;Náměstí 2;26101;Příbram;+420 318 555 111;info@pribram.example;1.500.000,00 €;Ausland",
  "Jäger Laden;Einzelhandel;Am Markt 3;90403;Nürnberg;(0911) 555-77;laden@jaeger.example;12.000,00 €;Süd",
  "Öztürk Logistik;Logistik;Hafenweg 9;20457;Hamburg;040/555 88;kontakt@oeztuerk.example;75.400,50 €;Nord",
];

const broken = [
  "Schröder;Einzelhandel;Ring 5;30159;Hannover;0511 555 99;schroeder@example.com;unbekannt;Nord",
  "Weiß Bau;Bau;Gasse 7;01067;Dresden;0351 555 10;keine;5.000,00 €;Süd",
  "Allee Handel;Einzelhandel;Allee 8;04109;Leipzig;0341 555 11;allee@example.com;viel;Süd",
];

/** The file as bytes; six lines are right, three are not. */
export const germanCustomers = (): Buffer => encode([header, ...good, ...broken, ""].join("\r\n"), "windows-1250");

/** How many lines are right, and how many there are. */
export const goodLines = good.length;
export const allLines = good.length + broken.length;
