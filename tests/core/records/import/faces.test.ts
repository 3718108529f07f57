import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ background: true, env: { LOG_LEVEL: "error" } });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const upload = async (person: TestPerson, kind: string, text: string): Promise<Response> => {
  const form = new FormData();
  form.set("kind", kind);
  form.set("file", new File([text], "people.csv", { type: "text/csv" }));
  return await person.visit("/imports", {
    method: "POST",
    body: form,
    headers: { "Sec-Fetch-Site": "same-origin" },
    redirect: "manual",
  });
};

const page = async (path: string): Promise<string> => {
  const answer = await admin.visit(path);
  expect(answer.status, path).toBe(200);
  return await answer.text();
};

const finished = async (path: string): Promise<string> => {
  for (let tries = 0; tries < 100; tries++) {
    const text = await page(path);
    if (!text.includes("import-progress")) return text;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("The import does not end");
};

describe("the wizard, without script", () => {
  test("takes a file, maps, checks, corrects a row, imports and undoes it", async () => {
    expect(await page("/imports/new?kind=contacts")).toContain("paste a table");
    const taken = await upload(
      admin,
      "contact",
      "Name;E-mail;Region;Team colour\nAna;ana@a.bg;North;red\nBoris;not a mail;South;blue\nVera;vera@a.bg;North;red\n",
    );
    expect(taken.status).toBe(303);
    const path = taken.headers.get("Location") ?? "";
    expect(await page(path)).toContain("Team colour");
    const planned = await admin.send(
      `${path}/plan`,
      { "to.0": "name", "to.1": "email", "to.2": "region", "to.3": "new", "type.3": "choice" },
      { redirect: "manual" },
    );
    expect(planned.status).toBe(303);
    const checked = await page(path);
    expect(checked).toContain("not a mail");
    expect(checked).toContain("is-invalid");
    expect((await admin.send(`${path}/rows/2`, { "cell.1": "boris@a.bg" }, { redirect: "manual" })).status).toBe(303);
    expect(await page(path)).not.toContain("is-invalid");
    expect(
      (await admin.send(`${path}/check`, { match: "email", conflict: "theirs", then: "run" }, { redirect: "manual" }))
        .status,
    ).toBe(303);
    expect(await finished(path)).toContain("Undo import");
    const found = await app.records.list(admin.actor, "contact", { q: "boris" });
    expect(found.data[0]).toMatchObject({ email: "boris@a.bg", custom: { team_colour: "blue" } });
    await admin.send(`${path}/undo`, {}, { redirect: "manual" });
    expect(await finished(path)).toContain("undone");
    expect((await app.records.count(admin.actor, "contact")).number).toBe(0);
  });

  test("a stop keeps it from running until somebody says why it is right", async () => {
    const taken = await upload(admin, "company", "Name,Employees\nA,12%\nB,5%\n");
    const path = taken.headers.get("Location") ?? "";
    await admin.send(`${path}/plan`, { "to.0": "name", "to.1": "employees" });
    expect(await page(path)).toContain("percent");
    await admin.send(`${path}/check`, { match: "", conflict: "theirs", then: "run" });
    expect(await page(path)).toContain("reason.Employees.percent_in_number");
    await admin.send(`${path}/check`, {
      match: "",
      conflict: "theirs",
      then: "run",
      "reason.Employees.percent_in_number": "a slip of the format",
    });
    expect(await finished(path)).toContain("Undo import");
    expect((await app.records.list(admin.actor, "company")).data.map((one) => one["employees"]).sort()).toEqual([
      12, 5,
    ]);
  });

  test("a file that cannot be taken brings the page back with a sentence", async () => {
    const refused = await upload(admin, "contact", "Name,Name\nA,B\n");
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("Two columns are called");
  });
});

describe("REST", () => {
  test("imports in one request, says the same file twice, and undoes", async () => {
    const csv = "name,email\nKolev,kolev@k.bg\nStoyan,stoyan@k.bg\n";
    const one = await postCsv("type=contacts&run=true", csv);
    expect(one.status).toBe(200);
    const answer = (await one.json()) as { id: string; state: string };
    expect(answer).toMatchObject({
      state: "done",
      type: "contacts",
      counts: { created: 2, updated: 0, skipped: 0, errors: 0 },
    });
    expect((await postCsv("type=contacts&run=true", csv)).status).toBe(409);
    expect(await (await postCsv("type=contacts&run=true&again=true", csv)).json()).toMatchObject({
      counts: { created: 0, updated: 0, skipped: 2 },
    });
    expect((await admin.api("POST", `/api/v1/imports/${answer.id}/undo`)).status).toBe(202);
  });

  test("never takes the id of somebody else's record, or one that repeats, for the row's own", async () => {
    const rows = ["Ada One,ada@one.example,7", "Ben Two,ben@two.example,7", "Cem Three,cem@three.example,7"];
    for (const header of ["company_id", "id"]) {
      const csv = [
        `name,email,${header}`,
        ...rows.map((row) => row.replaceAll("@", `@${header.replace("_", "")}.`)),
      ].join("\n");
      const path = `/api/v1/imports?type=contacts&run=true&name=${header}.csv`;
      const { token } = await app.get(services.people).tokens.create(admin.id, { name: "import", scopes: ["*"] });
      const answer = await fetch(app.url + path, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" },
        body: csv,
      });
      expect(await answer.json(), header).toMatchObject({ counts: { created: 3, updated: 0 } });
    }
  });

  test("refuses fields that are no import's business", async () => {
    for (const to of ["createdAt", "id", "password", "__proto__", "version"]) {
      const plan = encodeURIComponent(`{"columns":{"name":"name","x":"${to}"}}`);
      const refused = await postCsv(`type=contacts&plan=${plan}`, `name,x\nA,${to}\n`);
      expect(refused.status, to).toBe(400);
    }
    const stranger = await app.person("sales");
    const others = await admin.api("GET", "/api/v1/imports");
    const [first] = ((await others.json()) as { data: { id: string }[] }).data;
    expect((await stranger.api("GET", `/api/v1/imports/${first?.id}`)).status).toBe(404);
    expect((await admin.api("GET", "/api/v1/imports/not-an-id")).status).toBe(404);
    expect((await postCsv("type=nonsense", "a\nb\n")).status).toBe(400);
  });

  const postCsv = async (query: string, text: string): Promise<Response> => {
    const { token } = await app.get(services.people).tokens.create(admin.id, { name: "import", scopes: ["*"] });
    return await fetch(`${app.url}/api/v1/imports?${query}`, {
      method: "POST",
      body: text,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" },
    });
  };
});

describe("a list as a file", () => {
  test("holds what the list shows, harmless for spreadsheets, and comes in again unchanged", async () => {
    const company = await app.records.create(admin.actor, "company", {
      name: "=HYPERLINK(1)",
      industry: "retail",
      annualRevenue: { amount: "1234.50", currency: "USD" },
      phone: "+359888123456",
      note: 'two\nlines, "quoted"',
    });
    const csv = await (await admin.visit("/companies/export.csv?q=hyperlink")).text();
    const [header = "", line = ""] = csv.split("\r\n");
    expect(header).toContain("Name");
    expect(csv).toContain("'=HYPERLINK(1)");
    expect(csv).toContain("+359888123456");
    expect(csv).toContain("1234.5,USD");
    expect(line).not.toBe("");
    await app.records.remove(admin.actor, "company", company.id);
    const back = (await (await postFile("companies", csv)).json()) as { counts: object };
    expect(back.counts).toMatchObject({ created: 1, errors: 0 });
    const { data } = await app.records.list(admin.actor, "company", { q: "hyperlink" });
    expect(data[0]).toMatchObject({
      name: "=HYPERLINK(1)",
      industry: "retail",
      annualRevenue: { amount: "1234.50", currency: "USD" },
      note: 'two\nlines, "quoted"',
    });
  });

  test("is a workbook or cards for whoever prefers them, and recorded", async () => {
    await app.records.create(admin.actor, "contact", { name: "Ana Koleva", email: "card@k.bg" });
    const sheet = await admin.visit("/companies/export.xlsx");
    expect([
      sheet.status,
      Buffer.from(await sheet.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ]).toEqual([200, "PK"]);
    expect(await (await admin.visit("/contacts/export.vcf?q=koleva")).text()).toContain("FN:Ana Koleva");
    const [line] = await app.db.query<{ summary: object }>({
      text: "select summary from operations where type = 'export' and state = 'applied' order by started_at limit 1",
    });
    expect(line?.summary).toMatchObject({ rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("needs its own right, and an unknown filter is refused as in the list", async () => {
    const sales = await app.person("sales");
    expect((await sales.visit("/users/export.csv")).status).toBe(403);
    expect((await admin.visit("/contacts/export.csv?filter[nothing]=1")).status).toBe(400);
  });

  test("stops when the reader goes away, and the connection is free again", async () => {
    await app.db.query({
      text: "insert into companies (id, name, created_by, updated_by) select gen_random_uuid(), repeat('x', 200) || n, 'test', 'test' from generate_series(1, 30000) n",
    });
    for (let round = 0; round < 8; round++) {
      const lines = app.get(services.exports).csv(admin.actor, "company");
      await lines.next();
      await lines.next();
      await lines.return(undefined);
    }
    expect(await app.db.query({ text: "select 1 as one" })).toEqual([{ one: 1 }]);
  });

  const postFile = async (type: string, text: string): Promise<Response> => {
    const { token } = await app.get(services.people).tokens.create(admin.id, { name: "import", scopes: ["*"] });
    return await fetch(`${app.url}/api/v1/imports?type=${type}&run=true`, {
      method: "POST",
      body: text,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" },
    });
  };
});
