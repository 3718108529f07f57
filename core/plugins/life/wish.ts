// What an administrator wants of a plugin that they switch on or bring up to date.
import type { Agreed } from "./consent.ts";
import type { Audience } from "./row.ts";

/** How a plugin is to be on. */
export interface Wish {
  /** Left out: who had it before, everybody at first. */
  readonly audience?: Audience;
  /** What the administrator agrees that it may do, besides what was agreed to before. */
  readonly agreed?: Agreed | undefined;
  /** Why it is to be on although it was made for another plugin API; kept in the trail. */
  readonly despiteEngine?: string | undefined;
}

export interface UpgradeWish extends Pick<Wish, "agreed" | "despiteEngine"> {
  /** The version that the administrator was shown; Conflict when another one is here. */
  readonly version?: string | undefined;
}
