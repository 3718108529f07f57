// What a client was told: written to disk before each request and after each answer, so it can be held against the database.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { randomUUID } from "node:crypto";

export interface Entry {
  /** Idempotency key. */
  readonly key: string;
  readonly name: string;
  /** Set when the answer came: the record is there. */
  id?: string;
  /** The last version an answer told of. */
  version?: number;
  /** The version a change without an answer would have made. */
  tried?: number;
}

export interface Ledger {
  readonly entries: readonly Entry[];
  begin(): Entry;
  /** The answer has come. */
  created(entry: Entry, id: string, version: number): void;
  changing(entry: Entry): void;
  changed(entry: Entry, version: number): void;
  close(): void;
}

export function openLedger(file: string): Ledger {
  const to = openSync(file, "a");
  const entries: Entry[] = [];
  const write = (line: object): void => {
    writeSync(to, `${JSON.stringify(line)}\n`);
    fsyncSync(to);
  };
  return {
    entries,
    begin() {
      const key = randomUUID();
      const entry: Entry = { key, name: `Company ${key}` };
      entries.push(entry);
      write({ begin: key });
      return entry;
    },
    created(entry, id, version) {
      Object.assign(entry, { id, version });
      write({ created: entry.key, id, version });
    },
    changing(entry) {
      entry.tried = (entry.version ?? 0) + 1;
      write({ changing: entry.key, version: entry.tried });
    },
    changed(entry, version) {
      entry.version = version;
      delete entry.tried;
      write({ changed: entry.key, version });
    },
    close: () => closeSync(to),
  };
}
