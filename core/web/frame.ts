/** What every template knows about the request, as `@language`, `@csrf` and so on. */
export interface Frame {
  readonly language: string;
  readonly timeZone: string;
  /** Token of the session for hidden fields; empty when nobody is signed in. */
  readonly csrf: string;
}
