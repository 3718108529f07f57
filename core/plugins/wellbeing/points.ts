// What plugins say of their own state.

/** Whether something a module depends on is well, such as the server it sends to. */
export interface HealthCheck {
  readonly id: string;
  /** Key of the word for what is looked at. */
  readonly label: string;
  /** What is wrong, as the key of a sentence; undefined when all is well. Throwing is a failure, too. */
  check(): Promise<{ readonly said: string; readonly values?: Readonly<Record<string, string | number>> } | undefined>;
}
