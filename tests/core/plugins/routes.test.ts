import { Router } from "@koa/router";
import type { ParameterizedContext } from "koa";
import { expect, test } from "vitest";
import { Routes } from "../../../core/plugins/routes.ts";

/** Who answered, in order, with the parameters they saw. */
async function visit(routes: Routes, method: string, path: string): Promise<string[]> {
  const ctx = { method, path, state: { said: [] as string[] } };
  await routes.dispatch()(ctx as unknown as ParameterizedContext, async () => void ctx.state.said.push("nobody"));
  return ctx.state.said;
}

const says =
  (text: string, goesOn = false) =>
  async (ctx: ParameterizedContext, next: () => Promise<unknown>): Promise<void> => {
    const params = Object.values(ctx["params"] as object).join(",");
    (ctx.state["said"] as string[]).push(params ? `${text} ${params}` : text);
    if (goesOn) await next();
  };

const routesOf = (...routers: readonly Router[]): Routes => {
  const routes = new Routes();
  for (const router of routers) routes.add(router);
  return routes;
};

test("an address answers with what stands in it, and other methods of it are nobody's", async () => {
  const routes = routesOf(new Router().get("/deals/:id", says("deal")));

  expect(await visit(routes, "GET", "/deals/7%20a")).toEqual(["deal 7 a"]);
  expect(await visit(routes, "HEAD", "/deals/7")).toEqual(["deal 7"]);
  expect(await visit(routes, "POST", "/deals/7")).toEqual(["nobody"]);
  expect(await visit(routes, "GET", "/deals/7/8")).toEqual(["nobody"]);
});

test("who stands first may leave it to the next, and addresses of one's own go before those of any kind", async () => {
  const general = new Router().get("/:plural/:id", says("any"));
  const own = new Router().get("/deals/:id", says("own", true));

  expect(await visit(routesOf(general, own), "GET", "/deals/7")).toEqual(["own 7", "any 7,deals"]);
});

test("what a router does with all its requests happens only when it answers", async () => {
  const router = new Router().use(says("guard", true)).get("/stock/:id", says("stock"));

  expect(await visit(routesOf(router), "GET", "/stock/7")).toEqual(["guard", "stock 7"]);
  expect(await visit(routesOf(router), "GET", "/stock")).toEqual(["nobody"]);
});

test("the REST address of a kind is not its page", async () => {
  const routes = routesOf(new Router().get("/deals", says("page")), new Router().get("/api/v1/deals", says("rest")));

  expect(await visit(routes, "GET", "/api/v1/deals")).toEqual(["rest"]);
  expect(await visit(routes, "GET", "/deals")).toEqual(["page"]);
});

test("what was taken out does not answer any more", async () => {
  const routes = new Routes();
  const takeOut = routes.add(new Router().get("/deals", says("page")));
  await visit(routes, "GET", "/deals");
  takeOut();

  expect(await visit(routes, "GET", "/deals")).toEqual(["nobody"]);
});
