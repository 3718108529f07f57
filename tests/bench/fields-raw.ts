// The baseline: bare Koa and `pg` with named prepared statements on bare columns. `node tests/bench/fields-raw.ts PORT URL`
import Koa from "koa";
import pg from "pg";
import { examples } from "./fields-data.ts";

const [port, connectionString = ""] = process.argv.slice(2);
pg.types.setTypeParser(1082, (text) => text);
pg.types.setTypeParser(1184, (text) => text);
const pool = new pg.Pool({ connectionString, max: 10 });
const from = `select id, created_at, name, email, city, ${examples.map(({ key }) => key).join(", ")} from contacts`;
const statements: Readonly<Record<string, string>> = {
  "/page": `${from} order by created_at desc, id desc limit 50`,
  "/rare": `${from} where f_number = $1 order by f_turnover desc, id desc limit 50`,
  "/shown": `select id, name, email, city, f_area, f_turnover, f_number from contacts where f_area = $1 order by f_turnover desc, id desc limit 50`,
  "/filter": `${from} where f_area = $1 order by f_turnover desc, id desc limit 50`,
};

const app = new Koa();
app.use(async (ctx) => {
  const values = ctx.path === "/page" ? [] : [ctx.query["value"]];
  const { rows } = await pool.query({ name: ctx.path, text: statements[ctx.path] ?? "", values });
  ctx.body = { data: rows };
});
app.listen(Number(port), "127.0.0.1");
