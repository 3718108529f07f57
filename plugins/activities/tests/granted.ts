import type { TestApp, TestPerson } from "trellis/testing";

/** Everything about activities for a role, as far as this reaches. */
export async function granted(app: TestApp, role: string, scope: "own" | "team" | "subtree" | "all"): Promise<void> {
  for (const action of ["read", "create", "change", "delete", "import", "export"])
    await app.grant(role, `activities.${action}`, scope);
}

/** A day so many from today in Sofia, where the people of these tests are. */
export function dayAhead(days: number): string {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Sofia" }).format(new Date());
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The page somebody comes to after sending a form, with what they are told there. */
export async function afterwards(person: TestPerson, sent: Response): Promise<string> {
  const told = sent.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await person.visit(sent.headers.get("Location") ?? "/", {
    headers: { cookie: `${person.cookie}; ${told}` },
  });
  return await page.text();
}
