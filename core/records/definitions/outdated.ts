// Definitions are changed at the version they were read at: whoever was slower looks again before they overwrite.
import { Conflict } from "../../kernel/errors.ts";

/** Somebody else changed the definition since it was read; the answer holds it as it is now. */
export class Outdated extends Conflict {
  override readonly status = 412;
  readonly current: object;

  constructor(current: object) {
    super("definitions.outdated");
    this.current = current;
  }

  override get extra(): Readonly<Record<string, unknown>> {
    return { current: this.current };
  }
}

/** Throws Outdated unless `current` still is what the caller saw; without a version the caller does not mind. */
export function refuseOutdated(current: { readonly version: number }, version: number | undefined): void {
  if (version !== undefined && version !== current.version) throw new Outdated(current);
}
