// Address books of others, as they export them.
import type { ImportPreset } from "../records/import/plan/preset.ts";

/** The columns of a person in files of Google Contacts and of Outlook. */
export const contactPresets: readonly ImportPreset[] = [
  {
    id: "contacts.google",
    kind: "contact",
    name: { en: "Google Contacts" },
    marks: ["First Name", "E-mail 1 - Value"],
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      "E-mail 1 - Value": "email",
      "Phone 1 - Value": "phone",
      "Organization Name": "company",
      "Organization Title": "jobTitle",
      "Address 1 - Street": "address",
      "Address 1 - City": "city",
      "Address 1 - Region": "region",
      "Address 1 - Postal Code": "postalCode",
      Birthday: "birthday",
      Notes: "note",
    },
  },
  {
    id: "contacts.outlook",
    kind: "contact",
    name: { en: "Outlook" },
    marks: ["First Name", "Last Name", "E-mail Address", "Business Phone"],
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      "E-mail Address": "email",
      "Business Phone": "phone",
      Company: "company",
      "Job Title": "jobTitle",
      "Business Street": "address",
      "Business City": "city",
      "Business State": "region",
      "Business Postal Code": "postalCode",
      Birthday: "birthday",
      Notes: "note",
    },
  },
];
