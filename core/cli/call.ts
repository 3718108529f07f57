import type { Queryable } from "../db/database.ts";
import type { Words, WordValues } from "../i18n/words.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import type { Token } from "../kernel/token.ts";
import type { Answer } from "./answer.ts";
import { Unconfirmed, Usage } from "./failures.ts";
import { type Base, type Office, openBase, openOffice } from "./office.ts";
import { ask, isAttended, table, type Terminal } from "./terminal.ts";

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** What was typed, understood. */
export interface Typed {
  /** The command's name. */
  readonly name: string;
  readonly values: Values;
  readonly args: readonly string[];
}

/** One use of a command: what was typed, and what it works with. */
export class Call {
  readonly terminal: Terminal;
  readonly words: Words;
  readonly language: string;
  /** Commands act for whoever may use the server's own files. */
  readonly actor: Actor;
  readonly #typed: Typed;
  #base: Promise<Base> | undefined;
  #office: Promise<Office> | undefined;

  constructor(typed: Typed, terminal: Terminal, words: Words, language: string) {
    this.#typed = typed;
    this.terminal = terminal;
    this.words = words;
    this.language = language;
    this.actor = { ...systemActor("cli", "cli"), language };
  }

  text(option: string): string | undefined {
    const value = this.#typed.values[option];
    return typeof value === "string" ? value : undefined;
  }

  /** All values of an option that may be repeated; commas separate, too. */
  list(option: string): string[] {
    const value = this.#typed.values[option];
    const all = Array.isArray(value) ? (value as readonly string[]) : [];
    return all
      .flatMap((one) => one.split(","))
      .map((one) => one.trim())
      .filter((one) => one !== "");
  }

  /** A whole number, or the fallback when it was not given. */
  number(option: string, fallback: number): number {
    const text = this.text(option);
    if (text === undefined) return fallback;
    if (!/^\d{1,9}$/.test(text)) throw new Usage("cli.not_a_number", this.help, { option: `--${option}`, value: text });
    return Number(text);
  }

  flag(option: string): boolean {
    return this.#typed.values[option] === true;
  }

  argument(at: number): string | undefined {
    return this.#typed.args[at];
  }

  get isRehearsal(): boolean {
    return this.flag("dry-run");
  }

  get help(): string {
    return `trellis help ${this.#typed.name}`;
  }

  t(key: string, values?: WordValues): string {
    return this.words.t(this.language, key, values);
  }

  table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
    return table(
      this.terminal,
      headings.map((heading) => this.t(`cli.heading.${heading}`)),
      rows,
    );
  }

  /** What a rehearsal answers: the sentence of what would be done. */
  would(key: string, values: WordValues = {}): Answer {
    return { data: { dryRun: true, ...values }, text: this.t("cli.would", { what: this.t(key, values) }) };
  }

  base(): Promise<Base> {
    return (this.#base ??= openBase(this.terminal));
  }

  office(): Promise<Office> {
    return (this.#office ??= this.base().then((base) => openOffice(base)));
  }

  async db(): Promise<Queryable> {
    return (await this.base()).launched.db;
  }

  async get<T>(wanted: Token<T>): Promise<T> {
    return (await this.office()).app.get(wanted);
  }

  /** The same service in an application that has loaded no plugin's code. To be asked for first. */
  async getBare<T>(wanted: Token<T>): Promise<T> {
    this.#office ??= this.base().then((base) => openOffice(base, { bare: true }));
    return (await this.#office).app.get(wanted);
  }

  /** Goes on only when a person agrees, or `--yes` was given. */
  async confirm(key: string, values: WordValues): Promise<void> {
    if (this.flag("yes")) return;
    const question = this.t(key, values);
    if (!isAttended(this.terminal)) throw new Unconfirmed("cli.unconfirmed", { what: question });
    const answer = await ask(this.terminal, `${question} ${this.t("cli.yes_no")}`);
    const yes = ["y", "yes", this.t("cli.yes").toLowerCase()];
    if (!yes.includes(answer.toLowerCase())) throw new Unconfirmed("cli.declined");
  }

  /** Ends what was opened, whatever became of the command. */
  async close(): Promise<void> {
    const base = await this.#base?.catch(() => undefined);
    await this.#office?.then(({ app }) => app.stop()).catch(() => undefined);
    await base?.launched.close();
  }
}
