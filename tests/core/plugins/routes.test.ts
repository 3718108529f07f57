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
  await takeOut();

  expect(await visit(routes, "GET", "/deals")).toEqual(["nobody"]);
});

test("who takes a router out waits for the request that it is answering, which goes on to its end", async () => {
  const routes = new Routes();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const slow = new Router().get("/stock", async (ctx, next) => {
    await gate;
    await says("stock")(ctx, next);
  });
  const takeOut = routes.add(slow);
  routes.add(new Router().get("/deals", says("deals")));
  const answer = visit(routes, "GET", "/stock");
  let isOut = false;
  const out = takeOut().then(() => (isOut = true));

  expect([await visit(routes, "GET", "/stock"), await visit(routes, "GET", "/deals")]).toEqual([["nobody"], ["deals"]]);
  expect(isOut).toBe(false);
  open();
  expect(await answer).toEqual(["stock"]);
  await out;
});

test("a page that is being made can be waited for, and a write that waits for it is not waited for itself", async () => {
  const routes = new Routes();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  routes.add(new Router().get("/deals", async () => await gate).post("/modules", async () => await routes.pagesDone()));
  const page = visit(routes, "GET", "/deals");
  let isDone = false;
  const write = visit(routes, "POST", "/modules").then(() => (isDone = true));
  await new Promise((later) => setTimeout(later, 20));

  expect(isDone).toBe(false);
  open();
  await Promise.all([page, write]);
});
