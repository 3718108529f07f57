import { AppError } from "../kernel/errors.ts";

/** A backup cannot be used as it is; nothing was changed. */
export class BackupUnusable extends AppError {
  readonly status = 422;
}

/** No backup could be made; the ones before are as they were. */
export class BackupFailed extends AppError {
  readonly status = 507;
}
