// Why somebody may do something with a record, or not.
import { Router } from "@koa/router";
import { may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Pages } from "../../web/pages.ts";
import { idIn, queryIn } from "../../web/read.ts";
import { ASK_WHY, explain, type WhyNeeds } from "../access/why/why.ts";
import type { Through } from "../store/through.ts";
import { forKind, type Visit } from "./parts.ts";
import { whyView } from "./why.view.ts";

type Needs = WhyNeeds & {
  readonly through: Through;
  readonly pages: Pages;
  readonly roles: { list(): Promise<readonly { readonly id: string; readonly name: string | null }[]> };
};

export function whyRoutes(needs: Needs): Router {
  const router = new Router();
  router.get(
    "/:plural/:id/access",
    forKind(needs, async (visit) => await show(needs, visit)),
  );
  return router;
}

const MOST = 200;

async function show(needs: Needs, { ctx, kind, reader }: Visit): Promise<void> {
  const { records, pages } = needs;
  const { actor } = reader;
  if (!may(actor, ASK_WHY)) throw new NotAllowed("security.not_allowed", { permission: ASK_WHY });
  const id = idIn(ctx);
  const record = await records.get(actor, kind.name, id);
  const filter = { field: "state", op: "eq", value: "active" } as const;
  const people = await records.list(actor, "user", {
    filter,
    sort: [{ field: "name", direction: "asc" }],
    limit: MOST,
  });
  const person = queryIn(ctx).text("person") || actor.id;
  const explanation = await explain(needs, actor, { kind: kind.name, id, person });
  const roles = new Map((await needs.roles.list()).map((role) => [role.id, role.name]));
  pages.show(ctx, "records/why", whyView({ kind, record, people: people.data, roles, explanation }, reader));
}
