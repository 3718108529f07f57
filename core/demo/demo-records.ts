// The records of the demo company, always the same: a picture book, not a lottery.
import type { Input } from "../records/record.ts";
import { companies, dealNames, firstNames, jobTitles, lastNames } from "./names.ts";

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const slug = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[^a-zA-Z]/g, "")
    .toLowerCase() || "company";

export const demoCompanies = (owners: readonly string[]): Input[] =>
  companies.map(([name, city, country], index) => ({
    name,
    city,
    country,
    owner: at(owners, index),
    domain: `${slug(name)}${index}.example`,
    email: `office@${slug(name)}${index}.example`,
    lifecycle: at(["new", "first_contact", "qualified", "customer"], index),
  }));

const PEOPLE_PER_COMPANY = 3;

export const demoContacts = (owners: readonly string[], companyIds: readonly string[]): Input[] =>
  companyIds.flatMap((company, place) =>
    Array.from({ length: PEOPLE_PER_COMPANY }, (_, index) => {
      const number = place * PEOPLE_PER_COMPANY + index;
      const [first, last] = [at(firstNames, number), at(lastNames, number * 5 + place)];
      return {
        name: `${first} ${last}`,
        firstName: first,
        lastName: last,
        company,
        owner: at(owners, place),
        jobTitle: at(jobTitles, number),
        email: `${slug(first)}.${slug(last)}${number}@${slug(companies[place]?.[0] ?? "")}${place}.example`,
        phone: `+49301234${String(1000 + number)}`,
        city: companies[place]?.[1] ?? null,
        country: companies[place]?.[2] ?? null,
      };
    }),
  );

export interface DemoStage {
  readonly id: string;
  readonly type: string;
}

const DEALS = 42;

export const demoDeals = (
  owners: readonly string[],
  companyIds: readonly string[],
  place: { pipeline: string; stages: readonly DemoStage[]; currency: string; reason: string | undefined },
): Input[] =>
  Array.from({ length: DEALS }, (_, index) => {
    const stage = at(place.stages, index * 7 + (index % 3));
    const isClosed = stage.type !== "open";
    return {
      name: `${at(dealNames, index)} – ${companies[index % companies.length]?.[0]}`,
      company: at(companyIds, index),
      owner: at(owners, index),
      pipeline: place.pipeline,
      stage: stage.id,
      amount: { amount: String(((index * 37) % 90) * 250 + 500), currency: place.currency },
      openedOn: day(-90 + index),
      ...(isClosed ? { closedOn: day(-index) } : { closeDate: day((index * 5) % 60) }),
      ...(stage.type === "lost" && place.reason ? { lostReason: place.reason } : {}),
      ...(!isClosed && index % 4 !== 0
        ? {
            nextStep: at(["Call back", "Send offer", "Visit", "Ask for feedback"], index),
            nextStepOn: day((index % 9) - 3),
          }
        : {}),
    };
  });
