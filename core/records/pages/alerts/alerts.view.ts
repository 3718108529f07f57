import { may } from "../../../kernel/actor.ts";
import type { PageView } from "../../../web/page-view.ts";
import type { KindsSeen } from "../../kind.ts";
import type { Alert } from "../../reading/alerts.ts";
import type { HoneyRecord } from "../../reading/honey.ts";
import { SET_RULES } from "../../reading/rule-settings.ts";
import type { Related } from "../../record.ts";
import type { PageContext } from "../display.ts";
import { manyOf, oneOf } from "../labels.ts";
import type { Reader } from "../reader.ts";

export interface AlertsFacts {
  readonly alerts: readonly Alert[];
  /** Also those that somebody has looked into. */
  readonly all: boolean;
  readonly marked: readonly HoneyRecord[];
  readonly titles: ReadonlyMap<string, Related>;
  readonly seen: KindsSeen;
}

const colors = { low: "gray", medium: "orange", high: "red" } as const;

export function alertsView(facts: AlertsFacts, { reader }: PageContext): PageView & Readonly<Record<string, unknown>> {
  const { alerts, all, marked, titles, seen } = facts;
  return {
    title: reader.say("alerts.title"),
    breadcrumb: [{ label: reader.say("web.settings"), path: "/settings" }],
    alerts: alerts.map((alert) => alertView(alert, seen, reader)),
    other: all
      ? { path: "/settings/alerts", label: "alerts.open" }
      : { path: "/settings/alerts?show=all", label: "alerts.all" },
    rules: may(reader.actor, SET_RULES) ? { path: "/settings/alerts/rules" } : null,
    none: all ? "alerts.never" : "alerts.none",
    marked: marked.map(({ kind, recordId, markedAt, markedBy }) => ({
      title: titles.get(recordId)?.title ?? recordId,
      kind,
      kindName: nameOf(seen, kind, reader),
      href: pathOf(seen, kind, recordId),
      markedAt,
      markedBy: markedBy ?? "–",
      end: `/settings/alerts/honey/${recordId}/end`,
    })),
  };
}

function alertView(alert: Alert, seen: KindsSeen, reader: Reader) {
  const { id, at, severity, userId, userName, detail, seenAt, seenBy, falseAlarm } = alert;
  const kind = String(detail["kind"] ?? "");
  return {
    id,
    at,
    who: userName,
    person: `/settings/people/${userId}`,
    text: sentenceOf(alert, seen, reader),
    severity: reader.say(`alerts.severity.${severity}`),
    color: colors[severity],
    record: detail["id"] ? pathOf(seen, kind, String(detail["id"])) : null,
    trail: `/settings/audit?${new URLSearchParams({ actor: userId, from: at.slice(0, 10) }).toString()}`,
    see: seenAt === null ? `/settings/alerts/${id}/seen` : null,
    seenAt,
    seenBy,
    falseAlarm,
  };
}

/** What it was, in words. */
export function sentenceOf({ rule, detail }: Pick<Alert, "rule" | "detail">, seen: KindsSeen, reader: Reader): string {
  const kind = String(detail["kind"] ?? "");
  const found = seen.find(kind);
  return reader.say(`alerts.told.${rule}`, {
    way: String(detail["way"] ?? "other"),
    from: String(detail["from"] ?? ""),
    until: String(detail["until"] ?? ""),
    count: numberIn(detail, "count"),
    limit: numberIn(detail, "limit"),
    usual: numberIn(detail, "usual"),
    kind: found ? manyOf(found, reader) : kind,
  });
}

const numberIn = (detail: Readonly<Record<string, unknown>>, name: string): number => Number(detail[name] ?? 0);

function nameOf(seen: KindsSeen, name: string, reader: Reader): string {
  const kind = seen.find(name);
  return kind ? oneOf(kind, reader) : name;
}

function pathOf(seen: KindsSeen, name: string, id: string): string | null {
  const kind = seen.find(name);
  return kind && kind.pages !== false ? `/${kind.plural}/${id}` : null;
}
