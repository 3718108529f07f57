import type { Failure } from "../events/events.ts";
import { NotFound } from "../kernel/errors.ts";
import type { JobState, JobView, Jobs } from "../jobs/jobs.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";

const states: readonly string[] = ["waiting", "running", "done", "failed", "cancelled"];
/** Events that failed stand beside failed jobs; their ids begin so. */
const EVENT = "event-";

const list: Command = {
  name: "jobs list",
  options: { state: "text", limit: "text" },
  async run(call) {
    const state = call.text("state");
    if (state !== undefined && !states.includes(state)) throw new Usage("cli.unknown_state", call.help, { state });
    const [jobs, events] = [await queue(call), await call.get(services.events)];
    const found = await jobs.list(state as JobState | undefined, call.number("limit", 50));
    const failed = state === undefined || state === "failed" ? (await events.failures()).map(asJob) : [];
    const data = [...failed, ...found];
    const rows = data.map((job) => [
      job.id,
      job.name,
      call.t(`cli.job.${job.state}`),
      progressOf(job),
      job.createdAt,
      job.error ?? "",
    ]);
    return { data, text: call.table(["id", "job", "state", "progress", "created", "error"], rows) };
  },
};

const retry: Command = {
  name: "jobs retry",
  arguments: ["ID"],
  writes: true,
  async run(call) {
    const id = call.argument(0) ?? "";
    if (call.isRehearsal) return call.would("cli.would_retry", { id });
    const done = id.startsWith(EVENT) ? await retryEvent(call, id) : await (await queue(call)).retry(id);
    if (!done) throw new NotFound("cli.no_such_failure", { id });
    return { data: { id, state: "waiting" }, text: call.t("cli.retried", { id }) } satisfies Answer;
  },
};

async function retryEvent(call: Call, id: string): Promise<boolean> {
  const number = id.slice(EVENT.length);
  return /^\d{1,18}$/.test(number) && (await (await call.get(services.events)).retry(number)) > 0;
}

/** The queue, without working at it. */
async function queue(call: Call): Promise<Jobs> {
  const jobs = await call.get(services.jobs);
  await jobs.start({ work: false });
  return jobs;
}

function asJob({ id, consumer, topic, error, failedAt }: Failure): JobView {
  const nothing = { progress: null, retries: 0, startedAt: null, endedAt: failedAt };
  return {
    ...nothing,
    id: `${EVENT}${id}`,
    name: `${topic} → ${consumer}`,
    state: "failed",
    createdAt: failedAt,
    error,
  };
}

const progressOf = ({ progress }: JobView): string => (progress ? `${progress.done}/${progress.of ?? "?"}` : "");

export const jobCommands: readonly Command[] = [list, retry];
