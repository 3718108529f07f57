import { type Actor, systemActor } from "../../kernel/actor.ts";
import { type Rec, type Related, relatedIn } from "../record.ts";
import type { Records } from "../records.ts";

export interface Note {
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly pinned: boolean;
  readonly at: string;
  readonly writer: Related | null;
}

/** Reads notes as those do who see the record: theirs and everybody else's about it. */
const reader = systemActor("notes");

const MOST = 200;

/** The notes about records of all kinds. */
export class Notes {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Notes about a record that this actor may see, pinned ones first, then the newest. */
  async about(actor: Actor, kind: string, id: string): Promise<readonly Note[]> {
    await this.#records.get(actor, kind, id, { fields: [] });
    const about = {
      and: [
        { field: "recordId", op: "eq", value: id },
        { field: "recordKind", op: "eq", value: kind },
      ],
    } as const;
    const { data } = await this.#records.list(reader, "note", { filter: about, include: ["owner"], limit: MOST });
    const notes = data.map(noteFrom);
    return [...notes.filter((note) => note.pinned), ...notes.filter((note) => !note.pinned)];
  }

  async add(actor: Actor, kind: string, id: string, body: string): Promise<Rec> {
    return await this.#records.create(actor, "note", { body, recordKind: kind, recordId: id });
  }
}

const noteFrom = (record: Rec): Note => ({
  id: record.id,
  version: record.version,
  body: String(record["body"] ?? ""),
  pinned: record["pinned"] === true,
  at: record.createdAt,
  writer: relatedIn(record, "owner"),
});
