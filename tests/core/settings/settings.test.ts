import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCatalogue } from "../../../core/i18n/catalogue.ts";
import { languages } from "../../../core/i18n/languages.ts";
import { loadWords } from "../../../core/i18n/words.ts";
import { explain } from "../../../core/app/explain.ts";
import { renewKept } from "../../../core/settings/secret.ts";
import { readSettings, SettingsWrong } from "../../../core/settings/read-settings.ts";
import { environmentName, productRoot, settingEntries } from "../../../core/settings/schema.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "trellis-settings-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const read = (env: Record<string, string> = {}) => readSettings({ DATA_DIR: dataDir, ...env });

function wrong(env: Record<string, string>): SettingsWrong {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsWrong) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

const said = (env: Record<string, string>, language = "en"): string =>
  explain(wrong(env), loadWords(productRoot), language);

describe("settings without any wishes", () => {
  test("are those of config/default.json", () => {
    const { port, host, publicUrl, role, safeMode, databaseUrl, db } = read();
    expect({ port, host, publicUrl, role, safeMode, databaseUrl }).toEqual({
      port: 3000,
      host: "127.0.0.1",
      publicUrl: "http://localhost:3000",
      role: "all",
      safeMode: false,
      databaseUrl: undefined,
    });
    expect(db.pool.max).toBe(10);
  });

  test("take an empty variable for an unset one", () => expect(read({ PORT: "", DATABASE_URL: "" })).toEqual(read()));

  test("cannot be changed later", () => {
    const settings = read();
    expect(() => Object.assign(settings.db.pool, { max: 1 })).toThrow(TypeError);
  });
});

describe("settings from the environment", () => {
  test("have short names for what is set most", () => {
    const settings = read({ PORT: "8080", HOST: "0.0.0.0", PUBLIC_URL: "https://crm.example.com/", LOG_LEVEL: "warn" });
    expect(settings).toMatchObject({
      port: 8080,
      host: "0.0.0.0",
      publicUrl: "https://crm.example.com",
      log: { level: "warn" },
    });
  });

  test("put the port into the address people use", () =>
    expect(read({ PORT: "8080" }).publicUrl).toBe("http://localhost:8080"));

  test("reach every setting by one rule", () => {
    expect(environmentName("db.pool.max")).toBe("TRELLIS_DB_POOL_MAX");
    expect(read({ TRELLIS_DB_POOL_MAX: "25", TRELLIS_HTTP_TRUSTED_PROXIES: "1" })).toMatchObject({
      db: { pool: { max: 25 } },
      http: { trustedProxies: 1 },
    });
  });

  test.each(["1", "true", "yes", "ON"])("understand %s as yes", (word) =>
    expect(read({ TRELLIS_SAFE_MODE: word }).safeMode).toBe(true),
  );

  test("list several plugin folders with a colon between", () =>
    expect(read({ TRELLIS_PLUGINS_DIR: "/opt/a:/opt/b" }).pluginsDir).toEqual(["/opt/a", "/opt/b"]));

  test("leave alone what Kubernetes announces about a service called trellis", () =>
    expect(
      read({ TRELLIS_PORT: "tcp://10.0.0.1:80", TRELLIS_PORT_80_TCP: "x", TRELLIS_SERVICE_HOST: "10.0.0.1" }).port,
    ).toBe(3000));
});

describe("wrong settings", () => {
  const many = {
    PORT: "99999",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://x",
    TRELLIS_SECRET: "short",
    TRELLIS_ROLE: "boss",
    TRELLIS_SAFE_MODE: "perhaps",
    TRELLIS_DB_POOL_MAX: "many",
    TRELLIS_DB_POL_MAX: "5",
  };

  test("are all listed at once, under the names they were given by", () => {
    const lines = said(many);
    expect(lines.split("\n")).toHaveLength(9);
    for (const name of Object.keys(many)) expect(lines).toContain(name);
    expect(lines).toContain("PORT must be at most 65535.");
    expect(lines).toContain("TRELLIS_DB_POOL_MAX must be a whole number.");
    expect(lines).toContain("such as postgresql://");
  });

  test("never repeat a secret", () => {
    const lines = said({ TRELLIS_SECRET: "canary-4711", TRELLIS_ADMIN_PASSWORD: "canary", SMTP_URL: "canary://4711" });
    expect(lines).not.toContain("canary");
  });

  test.each(languages)("are explained in %s", (language) => {
    const lines = said({ ...many, PORT: "0x1", TRELLIS_PORT: "3" }, language);
    expect(lines).not.toMatch(/problem\.|error\./);
  });

  test("that say two things about one are both named", () =>
    expect(said({ PORT: "3000", TRELLIS_PORT: "3001" })).toMatch(/PORT and TRELLIS_PORT/));

  test("name a data folder that cannot be used", () => {
    writeFileSync(join(dataDir, "file"), "");
    expect(said({ DATA_DIR: join(dataDir, "file", "below") })).toContain("DATA_DIR");
  });
});

describe("the secret", () => {
  test("is made once, long, and readable by nobody else", () => {
    const { secret } = read();
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(read().secret).toBe(secret);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
  });

  test("is taken from the environment when given there", () => {
    const secret = "x".repeat(32);
    expect(read({ TRELLIS_SECRET: secret }).secret).toBe(secret);
  });
});

describe("the list of settings", () => {
  test("is the same in the defaults and in the schema", () => {
    const defaults = JSON.parse(readFileSync(join(productRoot, "config/default.json"), "utf8")) as object;
    expect(paths(defaults, "").sort()).toEqual(settingEntries.map((entry) => entry.path).sort());
  });

  test("says of each what it is for", () => {
    for (const { path, schema } of settingEntries) expect(schema.description, path).toMatch(/\.$/);
  });

  test("has words for everything that can be wrong", () => {
    const keys = [...readCatalogue(productRoot).en.keys()].filter((key) => key.startsWith("problem.settings."));
    expect(keys.length).toBeGreaterThanOrEqual(10);
  });

  test("is documented whole", async () => {
    await expect(page()).toMatchFileSnapshot(join(productRoot, "docs/settings.md"));
  });
});

const paths = (value: object, prefix: string): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "object" && inner !== null ? paths(inner as object, `${prefix}${key}.`) : [`${prefix}${key}`],
  );

/** `docs/settings.md`; written anew by `npm test -- settings -u`. */
function page(): string {
  const defaults = JSON.parse(readFileSync(join(productRoot, "config/default.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const rows = settingEntries.map(({ path, names, schema }) => {
    const value = path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], defaults);
    const words = [
      schema.description,
      schema.enum ? `One of: ${schema.enum.map((word) => `\`${word}\``).join(", ")}.` : "",
    ];
    const shown = value === null ? "unset" : `\`${value}\``;
    return `| ${names.map((name) => `\`${name}\``).join("<br>")} | \`${path}\` | ${shown} | ${words.filter(Boolean).join(" ")} |`;
  });
  return `${head}\n${rows.join("\n")}\n`;
}

const head = `# Settings

Everything has a default; a small office sets nothing. A setting can be given in two ways, the later one wins:

1. \`config/production.json\`, read when \`NODE_ENV=production\` (see \`config/example.production.json\`),
2. an environment variable. An empty variable is an unset one.

Any setting can be given as \`TRELLIS_<PATH>\`: dots and capitals become underscores, so \`db.pool.max\` is \`TRELLIS_DB_POOL_MAX\`.
Those that are set most have a short name too. Wrong settings, all of them, are listed when Trellis starts, and it does not start.
Times are milliseconds. \`OTEL_*\` variables mean what OpenTelemetry says (see [operating.md](operating.md)).

| variable | path | default | meaning |
|---|---|---|---|`;

describe("a master key that is kept", () => {
  test("can be renewed, and the one before is still known", () => {
    const { secret, secretPrevious } = read();
    expect(secretPrevious).toBeUndefined();
    renewKept(dataDir);
    const renewed = read();
    expect(renewed.secret).not.toBe(secret);
    expect(renewed.secretPrevious).toBe(secret);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
  });

  test("does not stand behind one that is given", () => {
    read();
    renewKept(dataDir);
    expect(read({ TRELLIS_SECRET: "a master key from the environment" }).secretPrevious).toBeUndefined();
  });
});
