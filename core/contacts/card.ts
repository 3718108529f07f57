/** What a pasted text or an address card says about a person. */
export interface Card {
  readonly name?: string;
  readonly company?: string;
  readonly jobTitle?: string;
  readonly email?: string;
  readonly phone?: string;
  /** Further numbers and addresses, in the order they stood. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly website?: string;
}
