import { SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { type Database, type Queryable, sqlState, type Statement, type Transaction } from "../../db/database.ts";

/** A span per statement and per transaction. Statements are sent as they are written: their values stand apart from them. */
export function tracedDatabase(db: Database, tracer: Tracer): Database {
  return {
    ...db,
    query: tracedQuery(db, tracer),
    transaction: (work) =>
      spanned(tracer, { name: "transaction", attributes: {} }, () =>
        db.transaction((trx) => work({ ...trx, query: tracedQuery(trx, tracer) } satisfies Transaction)),
      ),
  };
}

const tracedQuery =
  (on: Queryable, tracer: Tracer): Queryable["query"] =>
  (statement) =>
    spanned(tracer, described(statement), () => on.query(statement));

const described = ({ name, text }: Statement) => ({
  name: name ?? text.trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? "",
  attributes: { "db.query.text": text },
});

async function spanned<T>(
  tracer: Tracer,
  { name, attributes }: { name: string; attributes: Record<string, string> },
  work: () => Promise<T>,
): Promise<T> {
  const options = { kind: SpanKind.CLIENT, attributes: { "db.system.name": "postgresql", ...attributes } };
  return await tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", sqlState(error) || (error as Error).name);
      throw error;
    } finally {
      span.end();
    }
  });
}
