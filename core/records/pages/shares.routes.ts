// To whom a record is given, and giving it to somebody.
import { Router } from "@koa/router";
import { Invalid } from "../../kernel/errors.ts";
import { messageTo, say } from "../../web/context.ts";
import { inWords } from "../../web/problem.ts";
import { formIn, idIn } from "../../web/read.ts";
import type { NewShare } from "../shares/share.ts";
import type { Shares } from "../shares/shares.ts";
import { forKind, type Parts, type Visit } from "./parts.ts";
import { sharesView } from "./shares.view.ts";

type Needs = Pick<Parts, "records" | "kinds" | "through" | "pages"> & { readonly shares: Shares };

export function shareRoutes(needs: Needs): Router {
  const { shares, pages } = needs;
  const router = new Router();
  const at = ({ ctx, kind }: Visit) => `/${kind.plural}/${idIn(ctx)}/shares`;

  router.get(
    "/:plural/:id/shares",
    forKind(needs, async (visit) => await show(needs, visit)),
  );

  router.post(
    "/:plural/:id/shares",
    forKind(needs, async (visit) => {
      const { ctx, kind, reader } = visit;
      try {
        await shares.give(reader.actor, kind.name, idIn(ctx), shareIn(visit));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        ctx.status = 422;
        return await show(
          needs,
          visit,
          error.problems.map((problem) => inWords(ctx, problem).message),
        );
      }
      messageTo(ctx, say(ctx, "shares.given"));
      pages.go(ctx, at(visit));
    }),
  );

  router.post(
    "/:plural/:id/shares/:share/end",
    forKind(needs, async (visit) => {
      const { ctx, kind, reader } = visit;
      await shares.end(reader.actor, kind.name, idIn(ctx), idIn(ctx, "share"));
      messageTo(ctx, say(ctx, "shares.ended"));
      pages.go(ctx, at(visit));
    }),
  );

  return router;
}

/** One list holds people and teams: `person:<id>`, `team:<id>`. */
function shareIn({ ctx }: Visit): NewShare {
  const form = formIn(ctx);
  const [sort, id] = form.text("to").split(":");
  return {
    ...(sort === "person" ? { person: id } : sort === "team" ? { team: id } : {}),
    access: form.text("access") === "edit" ? "edit" : "read",
    until: form.text("until") || undefined,
  };
}

const MOST = 200;

async function show(needs: Needs, visit: Visit, problems: readonly string[] = []): Promise<void> {
  const { records, shares, pages, kinds } = needs;
  const { ctx, kind, reader } = visit;
  const id = idIn(ctx);
  const record = await records.get(reader.actor, kind.name, id);
  const sort = [{ field: "name", direction: "asc" }] as const;
  const filter = { field: "state", op: "ne", value: "inactive" } as const;
  const [people, teams] = await Promise.all([
    records.list(reader.actor, "user", { filter, sort, limit: MOST }),
    records.list(reader.actor, "team", { sort, limit: MOST }),
  ]);
  const whole = await records.get(reader.actor, kind.name, id);
  const facts = {
    kind,
    record,
    lines: await shares.of(reader.actor, kind.name, id),
    mayGive: await shares.mayGive(reader.actor, kinds.get(kind.name), whole),
    people: people.data,
    teams: teams.data,
    problems,
    typed: ctx.method === "POST" ? formIn(ctx) : undefined,
  };
  pages.show(ctx, "records/shares", sharesView(facts, reader));
}
