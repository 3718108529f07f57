// The first steps of a new installation, ticked off by what is there, not by what somebody clicked.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";

export interface ChecklistItem {
  /** Last part of the words `today.checklist.<id>`. */
  readonly id: "import" | "pipeline" | "deal" | "invite";
  readonly path: string;
  readonly done: boolean;
}

interface Facts {
  readonly customers: boolean;
  readonly pipelines: boolean;
  readonly deals: boolean;
  readonly colleagues: boolean;
  readonly dismissed: boolean;
}

const facts = `select exists (select from companies where deleted_at is null) or exists (select from contacts where deleted_at is null) as customers,
  exists (select from pipelines where deleted_at is null and not archived) as pipelines,
  exists (select from deals where deleted_at is null) as deals,
  (select count(*) > 1 from (select from users where deleted_at is null limit 2) two) as colleagues,
  exists (select from settings where path = $1) as dismissed`;

const pathOf = (actor: Actor): string => `today.checklist.${actor.id}`;

export class Checklist {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What is left to do for those who set things up; undefined once it is all done or put away. */
  async items(actor: Actor): Promise<readonly ChecklistItem[] | undefined> {
    if (!may(actor, "users.create")) return undefined;
    const [row] = await this.#db.query<Facts & object>({
      name: "today.checklist",
      text: facts,
      values: [pathOf(actor)],
    });
    if (!row || row.dismissed) return undefined;
    const items = itemsOf(row);
    return items.every((item) => item.done) ? undefined : items;
  }

  /** Puts it away for this person. */
  async dismiss(actor: Actor): Promise<void> {
    const text = "insert into settings (path, value) values ($1, 'true') on conflict (path) do nothing";
    await this.#db.query({ text, values: [pathOf(actor)] });
  }
}

const itemsOf = ({ customers, pipelines, deals, colleagues }: Facts): readonly ChecklistItem[] => [
  { id: "import", path: "/imports/new", done: customers },
  { id: "pipeline", path: "/deals/board", done: pipelines },
  { id: "deal", path: "/deals/new", done: deals },
  { id: "invite", path: "/settings/people", done: colleagues },
];
