// What guests answer: by their calendar, as a file, or by the link in their letter.
import { type Actor, type Database, type Queryable, type Records, systemActor } from "trellis/sdk";
import { activityFrom, type Activity, titled } from "./activity.ts";
import type { Reply } from "./ical-reply.ts";
import { hashOf } from "./invitations.ts";
import { mayChange } from "./may-change.ts";
import { ring } from "./notices.ts";
import type { Answer } from "./participants.ts";

const reader = systemActor("activities");

/** `taken`: it counts now; `known`: it counted before; `old`: there is a newer letter or answer; `strange`: of nobody who was asked. */
export type Outcome = "taken" | "known" | "old" | "strange";

export interface Asked {
  readonly activity: Activity;
  readonly contact: string;
  readonly name: string;
  readonly state: Answer | "invited";
  readonly sequence: number;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
}

interface Row {
  readonly contact: string;
  readonly name: string;
  readonly state: Answer | "invited";
  readonly sequence: number;
  readonly replied: number | null;
  readonly repliedAt: string | null;
}

const columns = `contact, name, state, sequence, replied, replied_at as "repliedAt"`;

export class GuestAnswers {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Takes answers of guests' calendars in, for whoever may change the meetings; the same answer again changes nothing. */
  async take(actor: Actor, replies: readonly Reply[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const reply of replies) outcomes.push(await this.#takeOne(actor, reply));
    return outcomes;
  }

  async #takeOne(actor: Actor, reply: Reply): Promise<Outcome> {
    const found = await this.#needs.records.find(actor, "activity", reply.activity, { include: titled });
    if (!found || !mayChange(actor, activityFrom(found))) return "strange";
    return await this.#needs.db.transaction(async (trx) => {
      const text = `select ${columns} from plugin_activities.invitations where activity = $1 and lower(address) = $2 for update`;
      const [row] = await trx.query<Row & object>({ text, values: [reply.activity, reply.address] });
      const outcome = row ? outcomeOf(row, reply) : "strange";
      if (row && outcome === "taken") await write(trx, activityFrom(found), { ...row, ...reply });
      return outcome;
    });
  }

  /** What somebody was asked whose letter has this secret; undefined where there is a newer letter, or it does not take place. */
  async asked(secret: string): Promise<Asked | undefined> {
    const text = `select activity, ${columns} from plugin_activities.invitations where answer_hash = $1`;
    const [row] = await this.#needs.db.query<Row & { activity: string }>({ text, values: [hashOf(secret)] });
    const found = row && (await this.#needs.records.find(reader, "activity", row.activity, { include: titled }));
    if (!row || found?.["status"] !== "planned") return undefined;
    return { ...row, activity: activityFrom(found) };
  }

  /** The answer by that link. */
  async answer({ activity, contact, name, state, sequence }: Asked, answer: Answer): Promise<void> {
    if (answer === state) return;
    const at = new Date().toISOString();
    await this.#needs.db.transaction(async (trx) => {
      await write(trx, activity, { contact, name, answer, sequence, at });
    });
  }
}

/** RFC 5546, 2.1.5: an answer to an older letter does not count, and of two to the same letter the later one does. */
function outcomeOf({ sequence, replied, repliedAt, state }: Row, reply: Reply): Outcome {
  if (reply.sequence < sequence) return "old";
  if (replied === null || repliedAt === null) return "taken";
  const [before, now] = [Date.parse(repliedAt), Date.parse(reply.at)];
  if (now < before) return "old";
  return now === before && state === reply.answer ? "known" : now === before ? "old" : "taken";
}

interface Answered {
  readonly contact: string;
  readonly name: string;
  readonly answer: Answer;
  readonly sequence: number;
  readonly at: string;
}

async function write(trx: Queryable, activity: Activity, { contact, name, answer, sequence, at }: Answered) {
  const text = `update plugin_activities.invitations set state = $3, answered_at = now(), replied = $4, replied_at = $5
    where activity = $1 and contact = $2`;
  await trx.query({ text, values: [activity.id, contact, answer, sequence, at] });
  const people = activity.owner ? [activity.owner.id] : [];
  await ring(trx, { activity: activity.id, people, what: answer, who: name });
}
