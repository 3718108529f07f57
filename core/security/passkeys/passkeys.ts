import type {
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { Database } from "../../db/database.ts";
import { NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Attempts } from "../attempts.ts";
import { personDoing, writeAudit } from "../audit/write-audit.ts";
import { factorAdded, type Tell } from "../second-factor-changes.ts";
import { Challenges, type ChallengePurpose } from "./challenges.ts";
import { credentialIn, library, provenNew, provenUse, type Proof } from "./proof.ts";
import type { RelyingParty } from "./relying-party.ts";

export interface PasskeyParts {
  readonly db: Database;
  readonly attempts: Attempts;
  /** Undefined where browsers know no passkeys. */
  readonly party: RelyingParty | undefined;
  readonly tell: Tell;
}

interface Known {
  readonly id: string;
  readonly credential: Buffer;
  readonly publicKey: Buffer;
  readonly transports: readonly AuthenticatorTransport[];
}

const QUARTER_HOUR = 15 * 60;
const QUESTIONS = 30;
const transports: readonly string[] = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"];

const findAll = `select id, credential, public_key as "publicKey", transports from second_factors
where user_id = $1 and kind = 'passkey' order by created_at`;

const insert = `insert into second_factors (id, user_id, kind, name, credential, public_key, transports, counter)
values ($1, $2, 'passkey', $3, $4, $5, $6, $7) on conflict (credential) do nothing returning id`;

// Passkeys that are kept in several places never count and stay at nought.
const use = `update second_factors set counter = $2, used_at = now()
where id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning id`;

/** Passkeys as a second step: keys in a telephone, a computer or on a ring, that answer to this server alone. */
export class Passkeys {
  readonly #parts: PasskeyParts;
  readonly #challenges: Challenges;

  constructor(parts: PasskeyParts) {
    this.#parts = parts;
    this.#challenges = new Challenges(parts.db);
  }

  /** False where the public address is one at which browsers know no passkeys. */
  get isPossible(): boolean {
    return this.#parts.party !== undefined;
  }

  /** What a browser needs to make a passkey. Throws TooMany. */
  async offerNew(userId: string, login: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { id: rpID } = this.#party();
    const challenge = await this.#ask(userId, "add");
    return await (await library()).generateRegistrationOptions({
      rpName: "Trellis",
      rpID,
      userName: login,
      userID: new Uint8Array(Buffer.from(userId)),
      challenge,
      attestationType: "none",
      excludeCredentials: (await this.#known(userId)).map(described),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
    });
  }

  /** Adds a passkey by what the browser answered. Answers codes on paper with the first factor; undefined when it does not hold. */
  async add(userId: string, answer: string, name: string): Promise<string[] | undefined> {
    const found = await provenNew(this.#proof(userId, "add", answer));
    if (!found) return undefined;
    const credential = Buffer.from(found.id, "base64url");
    const ways = (found.transports ?? []).filter((one) => transports.includes(one));
    return await this.#parts.db.transaction(async (trx) => {
      const values = [newId(), userId, name.trim().slice(0, 80), credential, Buffer.from(found.publicKey)];
      const added = await trx.query({ text: insert, values: [...values, ways, found.counter] });
      return added.length > 0 ? await factorAdded(trx, this.#parts.tell, userId) : undefined;
    });
  }

  /** What a browser needs to use one of a person's passkeys. Throws TooMany. */
  async offer(userId: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { id: rpID } = this.#party();
    const challenge = await this.#ask(userId, "enter");
    const allowCredentials = (await this.#known(userId)).map(described);
    return await (await library()).generateAuthenticationOptions({
      rpID,
      challenge,
      allowCredentials,
      userVerification: "preferred",
    });
  }

  /** True for the answer of one of this person's passkeys to a question of just now. */
  async check(userId: string, answer: string): Promise<boolean> {
    const credential = credentialIn(answer);
    const known = credential && (await this.#known(userId)).find((one) => one.credential.equals(credential));
    if (!known) return false;
    const key = { id: textOf(known.credential), publicKey: new Uint8Array(known.publicKey) };
    const count = await provenUse(this.#proof(userId, "enter", answer), key);
    return count !== undefined && (await this.#use(userId, known.id, count));
  }

  async tidy(): Promise<void> {
    await this.#challenges.tidy();
  }

  /** A passkey that counts less than last time has a copy somewhere: neither gets in, and it is written down. */
  async #use(userId: string, id: string, count: number): Promise<boolean> {
    const { db } = this.#parts;
    if ((await db.query({ text: use, values: [id, count] })).length > 0) return true;
    const deed = { action: "second_factor.refused", kind: "user", recordId: userId, detail: { how: "copied" } };
    await writeAudit(db, personDoing("system:nobody"), deed);
    return false;
  }

  async #ask(userId: string, purpose: ChallengePurpose): Promise<Uint8Array<ArrayBuffer>> {
    await this.#parts.attempts.count(`passkey:${userId}`, QUESTIONS, QUARTER_HOUR);
    return await this.#challenges.ask(userId, purpose);
  }

  #proof(userId: string, purpose: ChallengePurpose, answer: string): Proof {
    const take = async (question: string) => await this.#challenges.take(userId, purpose, question);
    return { answer, party: this.#party(), take };
  }

  async #known(userId: string): Promise<Known[]> {
    return await this.#parts.db.query<Known & object>({ text: findAll, values: [userId] });
  }

  #party(): RelyingParty {
    const { party } = this.#parts;
    if (!party) throw new NotFound("security.no_passkeys");
    return party;
  }
}

const textOf = (credential: Buffer): string => credential.toString("base64url");
const described = ({ credential, transports: ways }: Known) => ({ id: textOf(credential), transports: [...ways] });
