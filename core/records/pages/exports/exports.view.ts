import type { ExportRequest } from "../../export/export-requests.ts";
import type { Limit } from "../../export/limits.ts";
import type { Operation } from "../../history/operations.ts";
import type { Kind, KindsSeen } from "../../kind.ts";
import type { PageContext } from "../display.ts";
import { manyOf } from "../labels.ts";

export interface ExportsFacts {
  readonly asked: readonly ExportRequest[];
  readonly taken: readonly Operation[];
  readonly limits: readonly Limit[];
  /** Where letters to those who do not exist arrive; null for whoever may not set it. */
  readonly bait: string | null;
  readonly seen: KindsSeen;
  readonly mayDecide: boolean;
}

/** What was asked for, and what left. */
export function exportsView({ asked, taken, limits, bait, seen, mayDecide }: ExportsFacts, { reader }: PageContext) {
  const { actor, say } = reader;
  const kindName = (name: string | null): string => {
    const kind = seen.find(name ?? "");
    return kind ? manyOf(kind, reader) : (name ?? "");
  };
  return {
    title: say("exports.title"),
    asked: asked.map((one) => ({
      ...one,
      kind: kindName(one.kind),
      stateName: say(`exports.state.${one.state}`),
      file: one.state === "approved" && one.userId === actor.id ? `/exports/${one.id}/file` : null,
      approve: mayDecide && one.state === "requested" && one.userId !== actor.id ? `/exports/${one.id}/approval` : null,
      refuse: `/exports/${one.id}/refusal`,
    })),
    limits: limits.map(({ role, name, records }) => ({
      role,
      name: name ?? say(`users.role.${role}`),
      records: records ?? "",
    })),
    bait: bait === null ? null : { address: bait },
    origin: mayDecide,
    register: taken.length > 0,
    taken: taken.map(({ actorName, kind, summary, startedAt }) => ({
      no: summary["number"] === undefined ? null : String(summary["number"]),
      who: actorName,
      kind: kindName(kind),
      rows: Number(summary["rows"] ?? 0),
      hash: String(summary["sha256"] ?? "").slice(0, 16),
      at: startedAt,
    })),
  };
}

export interface AskFacts {
  readonly kind: Kind;
  readonly rows: number;
  /** The list's own address. */
  readonly list: string;
  readonly purpose: string;
  readonly problem: string;
}

export function askView({ kind, rows, list, purpose, problem }: AskFacts, { reader }: PageContext) {
  return {
    title: reader.say("exports.ask"),
    breadcrumb: [{ label: reader.say("exports.title"), path: "/exports" }],
    what: `${manyOf(kind, reader)}: ${rows}`,
    kind: kind.plural,
    list,
    purpose,
    problem: problem || null,
  };
}
