/** What a person needs to correct: one sentence per field, and where it stands. */
export interface Problem {
  /** JSON Pointer into what was sent, such as `/amount/currency` or `/custom/region`. */
  readonly pointer: string;
  /** Stable name of what is wrong, such as `required`. */
  readonly code: string;
  /** Key of the sentence, and the values it needs. */
  readonly message: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A failure we can name and explain. Whatever is not an AppError is a bug, and is shown as one. */
export abstract class AppError extends Error {
  /** Stable name, `area.what_happened`, and key of the sentence people read. Code may rely on it; nobody may rely on the wording. */
  readonly code: string;
  /** The HTTP status this failure becomes. */
  abstract readonly status: number;
  /** Values the sentence needs. */
  readonly values: Readonly<Record<string, unknown>>;

  /** More members for the answer of the REST API, such as the current values at a conflict. */
  get extra(): Readonly<Record<string, unknown>> {
    return {};
  }

  constructor(code: string, values: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = new.target.name;
    this.code = code;
    this.values = values;
  }
}

/** Nobody is signed in, and this needs somebody. */
export class NotSignedIn extends AppError {
  readonly status = 401;
}
/** We know who is asking, and the answer is no. */
export class NotAllowed extends AppError {
  readonly status = 403;
}
/** Somebody of whom a second step is demanded, to be added or to be shown once more before they go on. */
export class SecondStepFirst extends AppError {
  readonly status = 403;
}
/** The record does not exist, or this person may not know that it does. */
export class NotFound extends AppError {
  readonly status = 404;
}
/** The request was fine a moment ago; the record has moved on since. */
export class Conflict extends AppError {
  readonly status: number = 409;
}
/** The request itself cannot be understood: unknown field, broken JSON, impossible value. */
export class BadRequest extends AppError {
  readonly status: number = 400;
}
/** Too much at once; `values.seconds` says when to come back. */
export class TooMany extends AppError {
  readonly status = 429;
}
/** Larger than we accept. */
export class TooLarge extends AppError {
  readonly status = 413;
}
/** Something we need (database, mail server) does not answer. */
export class Unavailable extends AppError {
  readonly status = 503;
}

/** What was typed does not fit; each problem names its field. */
export class Invalid extends AppError {
  readonly status = 422;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], code = "records.invalid") {
    super(code, { count: problems.length });
    this.problems = problems;
    // For a log, and for a job that failed: nobody sees those problems on a page.
    this.message = `${code}: ${problems.map((one) => `${one.code} ${one.pointer}`.trim()).join(", ")}`.slice(0, 500);
  }
}
