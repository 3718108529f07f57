import { AppError } from "../../../kernel/errors.ts";

/** The file cannot be taken as it is; `code` says why, `values.line` where it is known. */
export class FileRefused extends AppError {
  readonly status = 422;
}
