// What happens to people and companies alike on every way in.
import type { Actor } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Channel } from "../records/fields/types/channels.ts";
import type { HookContext, Kind } from "../records/kind.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import { keyOf, plainChannel, promoted, stillOptedOut } from "./channels.ts";
import { type Duplicate, judged, openTo } from "./duplicates.ts";
import { channelKeys, channelsOf, companyDomains, domainsUp, stoppingKeys, type Values } from "./keys.ts";
import { type Lifecycle, lifecycleProblem } from "./lifecycle.ts";
import {
  alone,
  type Ask,
  keyedNeighboursOf,
  type Neighbours,
  neighboursOf,
  nobody,
  type PartyKind,
} from "./neighbours.ts";

const ofBoth = ["name", "email", "phone", "channels"];

/** What keys are made of, and comparisons. */
const read: Readonly<Record<PartyKind, readonly string[]>> = {
  contact: [...ofBoth, "lastName", "company"],
  company: [...ofBoth, "legalName", "taxId", "city", "website", "domain", "formerNames"],
};

/** The values the record will have, as far as keys and comparisons read them. */
export const valuesOf = (kind: PartyKind, { get }: Pick<Draft, "get">): Values =>
  Object.fromEntries(read[kind].map((path) => [path, get(path)]));

const valuesBefore = (kind: PartyKind, { before }: Draft): Values =>
  before ? valuesOf(kind, { get: (path) => before[path] ?? null }) : {};

/** Somebody at a page or a program of theirs: can be told about a duplicate, and can answer. */
const canAnswer = ({ kind, source }: Actor): boolean => kind === "person" && (source === "page" || source === "api");

const duplicatesOf = new WeakMap<Draft, readonly Duplicate[]>();

/** Duplicates found while the draft was prepared; none when nothing that is compared has changed. */
export const foundDuplicates = (draft: Draft): readonly Duplicate[] => duplicatesOf.get(draft) ?? [];

/** Settles channels, marks and times, and asks about everything the data base knows better. */
export async function prepareParty(kind: PartyKind, draft: Draft, context: HookContext): Promise<Neighbours> {
  settleLifecycle(draft);
  settleChannels(draft, context.actor);
  const neighbours = foreseen.get(draft) ?? (await looked(kind, draft, context));
  markOptedOut(draft, neighbours.optedOut);
  return neighbours;
}

async function looked(kind: PartyKind, draft: Draft, context: HookContext): Promise<Neighbours> {
  const { actor, db, kinds } = context;
  const values = valuesOf(kind, draft);
  const ask = {
    ...asked(kind, draft, values),
    ...twinsAsked(kind, draft, { actor, seen: kinds.get(kind), values }),
  };
  const neighbours = assumedAlone(context, ask) ?? (await neighboursOf(db, actor, ask));
  duplicatesOf.set(draft, judged(context, kind, values, neighbours.twins));
  return neighbours;
}

/** Nearly nobody shares an address with others: where the write can make sure of that, nothing is asked. */
function assumedAlone({ assumed }: HookContext, ask: Ask): Neighbours | undefined {
  const conditions = assumed && alone(ask);
  if (conditions) assumed.push(...conditions);
  return conditions && nobody;
}

interface Asked extends Ask {
  readonly channelKeys: readonly string[];
  readonly employerKeys: readonly string[];
}

function asked(kind: PartyKind, draft: Draft, values: Values): Asked {
  const homeless = kind === "contact" && mailTouched(draft) && !values["company"];
  const domains = homeless ? companyDomains(values).flatMap(domainsUp) : [];
  return { kind, channelKeys: newChannelKeys(draft, values), employerKeys: domains.map((domain) => `d:${domain}`) };
}

// Only what would stop the write is looked for, and only by what is new in it: what a record shares with others already was
// settled when it came, and alike names are shown before anything is sent.
function twinsAsked(
  kind: PartyKind,
  draft: Draft,
  { actor, seen, values }: { actor: Actor; seen: Kind; values: Values },
): Pick<Ask, "twins"> {
  if (!canAnswer(actor) || draft.get("duplicateReason")) return {};
  const known = new Set(stoppingKeys(valuesBefore(kind, draft)));
  const keys = stoppingKeys(openTo(seen, values)).filter((key) => !known.has(key));
  return { twins: { id: draft.before?.id ?? null, keys, company: null, name: "" } };
}

const foreseen = new WeakMap<Draft, Neighbours>();

/** One question for many drafts of an import or a job, which nobody sits before to answer for duplicates. */
export const lookAhead =
  (kind: PartyKind) =>
  async (drafts: readonly Draft[], { actor, db }: HookContext): Promise<void> => {
    if (canAnswer(actor)) return;
    const questions = drafts.map((draft) => ({ draft, ask: asked(kind, draft, valuesOf(kind, draft)) }));
    const all = (key: "channelKeys" | "employerKeys") => [...new Set(questions.flatMap(({ ask }) => ask[key]))];
    const { optedOut, employersOf } = await keyedNeighboursOf(db, actor, {
      channelKeys: all("channelKeys"),
      employerKeys: all("employerKeys"),
    });
    for (const { draft, ask } of questions) {
      const marks = ask.channelKeys
        .filter((key) => optedOut.has(key))
        .map((key) => [key, optedOut.get(key) ?? null] as const);
      foreseen.set(draft, {
        optedOut: new Map(marks),
        employers: [...new Set(ask.employerKeys.flatMap(employersOf))],
        twins: [],
      });
    }
  };

const mailTouched = (draft: Draft): boolean => draft.touches("email") || draft.touches("channels");

const reachTouched = (draft: Draft): boolean => mailTouched(draft) || draft.touches("phone");

function settleLifecycle(draft: Draft): void {
  if (draft.touches("lifecycle") && draft.get("lifecycle") === null) draft.set("lifecycle", "new");
  if (draft.touches("lifecycle") && draft.get("lifecycle") !== draft.before?.["lifecycle"])
    draft.set("lifecycleSince", new Date().toISOString());
}

function settleChannels(draft: Draft, actor: Actor): void {
  if (!reachTouched(draft)) return;
  const before = channelsOf(draft.before ?? {});
  const given = channelsOf({ channels: draft.get("channels") });
  const kept = draft.touches("channels") ? stillOptedOut(before, given, canAnswer(actor)) : given;
  const reach = promoted({
    email: draft.get("email") as string | null,
    phone: draft.get("phone") as string | null,
    channels: kept,
  });
  if (reach.email !== draft.get("email")) draft.set("email", reach.email);
  if (reach.phone !== draft.get("phone")) draft.set("phone", reach.phone);
  if (draft.touches("channels") || reach.channels.length !== given.length) setChannels(draft, reach.channels);
}

const setChannels = (draft: Draft, channels: readonly Channel[]): void =>
  draft.set("channels", channels.length === 0 ? null : channels);

// Only what is new can have been forgotten; a mark that a person took away just now stays away.
function newChannelKeys(draft: Draft, values: Values): string[] {
  if (!reachTouched(draft)) return [];
  const known = new Set(channelKeys(draft.before ?? {}));
  return channelKeys(values).filter((key) => !known.has(key));
}

function markOptedOut(draft: Draft, optedOut: Neighbours["optedOut"]): void {
  if (optedOut.size === 0) return;
  const mains = (["email", "phone"] as const).map((type) => plainChannel(type, String(draft.get(type) ?? "")));
  const listed = channelsOf({ channels: draft.get("channels") });
  const all = [...listed, ...mains.filter((main) => !listed.some((channel) => keyOf(channel) === keyOf(main)))];
  const marked = all.map((channel) =>
    optedOut.has(keyOf(channel))
      ? { ...channel, doNotUse: true, reason: optedOut.get(keyOf(channel)) ?? null }
      : channel,
  );
  setChannels(
    draft,
    marked.filter((channel) => channel.doNotUse || listed.includes(channel)),
  );
}

/** Moves that are not allowed, and a missing reason. */
export function lifecycleProblems(draft: Draft, actor: Actor): Problem[] {
  if (!draft.touches("lifecycle") && !draft.touches("lifecycleReason")) return [];
  const to = draft.get("lifecycle") as Lifecycle;
  const from = draft.before?.["lifecycle"] as Lifecycle | undefined;
  const problem = lifecycleProblem(from, to, canAnswer(actor));
  if (problem) return [problemAt("lifecycle", `contacts.${problem}`)];
  const silent = to === "not_relevant" && !draft.get("lifecycleReason");
  return silent ? [problemAt("lifecycleReason", "contacts.lifecycle_reason_needed")] : [];
}
