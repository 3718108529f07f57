import type { Database, Queryable, Transaction } from "../db/database.ts";
import type { Words } from "../i18n/words.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { newId } from "../kernel/ids.ts";
import type { Seal } from "../security/seal.ts";
import { type Letter, type Written, written } from "./letter.ts";
import { beginAnew, beginTry, endTry, type MailLine, newest, putIn } from "./outbox.ts";
import { recipientOf } from "./recipient.ts";
import { NotSent, type Smtp } from "./smtp.ts";

export interface MailParts {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly words: Words;
  readonly seal: Seal;
  /** Undefined: no mail server is known, and nothing is ever sent. */
  readonly smtp: Smtp | undefined;
  /** Address of this server, for links. */
  readonly server: string;
}

/** The job that sends one letter. */
export const SEND = "mail.send";
/** With pauses that double from half a minute to an hour: most of a working day. */
export const MOST_TRIES = 14;

const companyName = "select value #>> '{}' as name from settings where path = 'company.name'";

/** What the product's mail calls itself. */
export async function senderName(db: Queryable): Promise<string> {
  const [company] = await db.query<{ name: string }>({ text: companyName });
  return company?.name || "Trellis";
}

/** Mail that the system writes to people. A letter is queued with its cause and sent afterwards, by whichever process is free. */
export class Mail {
  readonly #parts: MailParts;

  constructor(parts: MailParts) {
    this.#parts = parts;
  }

  /** False: no mail server is set, and `write` does nothing. Say so where somebody waits for a letter. */
  get isOn(): boolean {
    return this.#parts.smtp !== undefined;
  }

  /** Queues a letter in the transaction of its cause: if that comes to nothing, nothing is sent. Invalid for a strange address. */
  async write(trx: Transaction, letter: Letter): Promise<void> {
    if (!this.isOn) return;
    const { words, server, seal, jobs } = this.#parts;
    const to = "person" in letter.to ? await recipientOf(trx, letter.to.person) : letter.to;
    if (!to) return;
    const [id, company] = [newId(), await senderName(trx)];
    const ready = written(letter, to, { words, server, company });
    const owner = letter.words.split(".")[0] ?? "";
    const sealed = seal.close(JSON.stringify(ready), placeOf(id));
    const { usefulFor = null, once = null } = letter;
    const { to: recipient, subject } = ready;
    const more = { recipient: recipient.address, subject, letter: sealed, usefulFor, once };
    if (await putIn(trx, { id, owner, ...more })) await jobs.enqueue(trx, SEND, { id });
  }

  /** One try; throws when another one makes sense. After a try that nobody knows the end of there is one more, and no third. */
  async send(id: string): Promise<void> {
    const { db, smtp } = this.#parts;
    const attempt = smtp && (await beginTry(db, id));
    if (!attempt) return;
    const letter = this.#open(id, attempt.letter);
    if (!letter) return await endTry(db, id, { state: "failed", error: "sealed with another key" });
    try {
      await smtp.send(letter, id);
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      return await this.#failed(id, attempt, error);
    }
    await endTry(db, id, { state: "sent" });
  }

  /** The newest letters and what became of them. */
  async list(): Promise<(MailLine & { readonly canRepeat: boolean })[]> {
    return await newest(this.#parts.db);
  }

  /** Tries a letter from the beginning that failed, or of which nobody knows whether it left. */
  async repeat(id: string): Promise<boolean> {
    const { db, jobs } = this.#parts;
    return await db.transaction(async (trx) => {
      const may = await beginAnew(trx, id);
      if (may) await jobs.enqueue(trx, SEND, { id });
      return may;
    });
  }

  #open(id: string, sealed: Buffer): Written | undefined {
    const text = this.#parts.seal.open(sealed, placeOf(id));
    return text === undefined ? undefined : (JSON.parse(text) as Written);
  }

  async #failed(id: string, { tries, dark }: { tries: number; dark: number }, error: NotSent): Promise<void> {
    const { failure, message } = error;
    const ended = failure === "never" || tries >= MOST_TRIES;
    const state = failure === "unclear" ? (dark > 0 ? "unclear" : "sending") : ended ? "failed" : "waiting";
    await endTry(this.#parts.db, id, { state, error: message });
    if (state === "waiting" || state === "sending") throw error;
  }
}

/** What a letter is sealed for. */
export const placeOf = (id: string): string => `mails/${id}`;
