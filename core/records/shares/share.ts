/** A record given to somebody, as those who see the record are told of it. */
export interface ShareLine {
  readonly id: string;
  readonly person: Named | null;
  readonly team: Named | null;
  readonly access: "read" | "edit";
  /** RFC 3339; null without an end. */
  readonly until: string | null;
  readonly givenBy: Named;
  readonly givenAt: string;
  /** False while whoever gave it may not do as much themselves: then it opens nothing. */
  readonly holds: boolean;
}

export interface Named {
  readonly id: string;
  readonly title: string;
}

/** To exactly one of both. */
export interface NewShare {
  readonly person?: string | undefined;
  readonly team?: string | undefined;
  readonly access: "read" | "edit";
  /** Last day, in the time zone of whoever gives it; left out: until somebody ends it. */
  readonly until?: string | undefined;
}

/** The right to give a record that one reaches oneself. */
export const GIVE_SHARES = "records.share";
