/** Where a record stands on its way, for rules that begin at a stage. */
export interface Place {
  /** What people call the stage it will stand in. */
  readonly name: string;
  /** True when this very change brings it there. */
  readonly entering: boolean;
  /** True when the record will stand in this stage or behind it. */
  reached(stage: string): boolean;
  /** True when it stood there before this change. */
  stood(stage: string): boolean;
  /** Fields that the stage itself asks for. */
  readonly needs: readonly string[];
}
