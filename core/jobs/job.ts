/** What a job's work knows about its run. */
export interface JobRun {
  /** The job's id; the same in every try. */
  readonly id: string;
  /** Aborted when the process stops or the run took too long: come to an end soon, the job will be run again. */
  readonly signal: AbortSignal;
  /** Says how far it is, for whoever looks at the job. Worth a call per batch, not per row. */
  progress(done: number, of?: number): Promise<void>;
}

export interface JobDefinition<P extends object = object> {
  /** JSON Schema 2020-12 of the payload; without one, any object. */
  readonly payloadSchema?: object;
  /** Must be idempotent: a job whose process died is run again. What it answers is kept with the job. */
  work(payload: P, run: JobRun): Promise<unknown>;
  /** How often it is tried again after a failure. */
  readonly retries?: number;
  /** Seconds before it is tried again; doubles with each try, up to an hour. */
  readonly retryDelay?: number;
  /** Seconds after which a run is given up. */
  readonly expireAfter?: number;
  /** Runs at once in one process. */
  readonly concurrency?: number;
}

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** A job as people see it. */
export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly progress: { readonly done: number; readonly of: number | null } | null;
  /** How often it was tried again. */
  readonly retries: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Why the last try failed. */
  readonly error: string | null;
}
