import type { TestApp } from "./app.ts";

/** Adds people in one statement, each with its number as text in this column. */
export async function addParties(app: TestApp, count: number, column: string): Promise<void> {
  const text = `insert into contacts (id, created_by, updated_by, name, search, ${column})
    select gen_random_uuid(), 'test', 'test', 'Person ' || n, ' person ' || n, n::text from generate_series(1, $1) n`;
  await app.db.query({ text, values: [count] });
}
