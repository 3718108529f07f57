/** What became of an undoing. */
export interface Undone {
  readonly undone: number;
  /** Records that were left because they were changed since, or may no longer be changed by this person. */
  readonly kept: readonly { readonly kind: string; readonly id: string; readonly reason: string }[];
}
