/** What a command found or did: `data` for programs, `text` for people. */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  /** A check that found problems: the process ends with 3. */
  readonly problems?: boolean;
}
