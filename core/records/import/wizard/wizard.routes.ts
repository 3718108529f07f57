// The import wizard: five steps, each a page with an address, all of them without script.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, Conflict, Invalid } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, idIn, queryIn, textIn } from "../../../web/read.ts";
import { withUpload } from "../../../web/upload.ts";
import type { Kinds } from "../../kinds.ts";
import { limits } from "../file/limits.ts";
import { FileRefused } from "../file/refusal.ts";
import { bytesSource, type FileSource, pathSource } from "../file/source.ts";
import type { Import } from "../import-record.ts";
import { kindNamed, layoutFrom, sendErrors } from "../imports-api.routes.ts";
import type { Imports } from "../imports.ts";
import { isWaiting } from "../uploads.ts";
import { checkView } from "./check.view.ts";
import { fileView } from "./file.view.ts";
import { matchView } from "./match.view.ts";
import { progressView, resultView } from "./result.view.ts";
import { planFromCheck, planFromMatch } from "./wizard-forms.ts";

export interface WizardNeeds {
  readonly imports: Imports;
  readonly kinds: Kinds;
  readonly pages: Pages;
}

const pageOf = (text: string): number => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1);

export function importWizard({ imports, kinds, pages }: WizardNeeds): Router {
  const router = new Router({ prefix: "/imports" });
  const current = (ctx: Context): Promise<Import> => imports.get(actorOf(ctx), idIn(ctx));

  router.get("/", async (ctx) => await showFile(ctx, {}));
  router.get("/new", async (ctx) => await showFile(ctx, {}));

  router.post("/", async (ctx) => {
    await withUpload(ctx, { bytes: limits.fileBytes }, async ({ fields, files: [file] }) => {
      const pasted = fields.text("text");
      const kind = fields.text("kind");
      try {
        const source = file ? pathSource(file.name, file.path) : pastedSource(pasted);
        const taken = await imports.upload(actorOf(ctx), kindNamed(kinds, kind), source, {
          again: fields.has("again"),
        });
        pages.go(ctx, `/imports/${taken.id}`);
      } catch (error) {
        await showFile(ctx, { kind, ...refusalOf(ctx, error) });
      }
    });
  });

  router.get("/:id", async (ctx) => {
    const one = await current(ctx);
    const kind = kinds.seenBy(actorOf(ctx)).get(one.kind);
    if (one.state === "checked" && one.checked && queryIn(ctx).find("step") !== "match")
      return pages.show(ctx, "import/check", withTitle(checkView(ctx, one, kind)));
    if (isWaiting(one))
      return pages.show(ctx, "import/match", withTitle(matchView(ctx, one, kind, pageOf(queryIn(ctx).text("page")))));
    const template =
      one.state === "running" || one.state === "undoing" || one.state === "reading"
        ? "import/progress"
        : "import/result";
    pages.show(ctx, template, withTitle({ ...resultView(ctx, one, kind), progress: progressView(one) }));
  });

  router.get("/:id/progress", async (ctx) => {
    const one = await current(ctx);
    if (one.state !== "running" && one.state !== "undoing") return pages.go(ctx, `/imports/${one.id}`);
    pages.part(ctx, "import/_progress", progressView(one));
  });

  router.post("/:id/layout", async (ctx) => {
    const form = formIn(ctx);
    await imports.relayout(
      actorOf(ctx),
      idIn(ctx),
      layoutFrom((name) => form.find(name)),
    );
    pages.go(ctx, `/imports/${idIn(ctx)}`);
  });

  router.post("/:id/plan", async (ctx) => {
    const one = await current(ctx);
    await imports.plan(actorOf(ctx), one.id, planFromMatch(formIn(ctx), one, kinds.seenBy(actorOf(ctx)).get(one.kind)));
    const page = formIn(ctx).text("page");
    if (page !== "") return pages.go(ctx, `/imports/${one.id}?step=match&page=${pageOf(page)}`);
    await imports.check(actorOf(ctx), one.id);
    pages.go(ctx, `/imports/${one.id}`);
  });

  router.post("/:id/check", async (ctx) => {
    const one = await current(ctx);
    await imports.plan(actorOf(ctx), one.id, planFromCheck(formIn(ctx), one));
    await imports.check(actorOf(ctx), one.id);
    if (formIn(ctx).text("then") === "run") return await begin(ctx, one.id);
    pages.go(ctx, `/imports/${one.id}`);
  });

  router.post("/:id/rows/:row", async (ctx) => {
    const [one, row, form] = [await current(ctx), rowIn(ctx), formIn(ctx)];
    const cells = one.checked?.problems.find((problem) => problem.row === row)?.cells ?? [];
    await imports.edit(
      actorOf(ctx),
      one.id,
      row,
      one.headers.map((_, at) => form.find(`cell.${at}`) ?? cells[at] ?? ""),
    );
    await imports.check(actorOf(ctx), one.id);
    pages.go(ctx, `/imports/${one.id}#problems`);
  });

  router.post("/:id/run", async (ctx) => await begin(ctx, idIn(ctx)));

  router.post("/:id/undo", async (ctx) => {
    await imports.startUndo(actorOf(ctx), idIn(ctx));
    pages.go(ctx, `/imports/${idIn(ctx)}`);
  });

  router.post("/:id/mapping", async (ctx) => {
    await imports.remember(actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "imports.mapping_saved"));
    pages.go(ctx, `/imports/${idIn(ctx)}`);
  });

  router.get("/:id/errors.csv", async (ctx) => await sendErrors(ctx, imports));

  return router;

  async function showFile(ctx: Context, more: { kind?: string; problem?: string; isSame?: boolean }): Promise<void> {
    const kind = more.kind ?? queryIn(ctx).find("kind") ?? "";
    const name = kind === "" ? "" : kindNamed(kinds, kind);
    const view = await fileView(ctx, {
      imports,
      kinds,
      kind: name,
      problem: more.problem ?? "",
      isSame: more.isSame ?? false,
    });
    if (more.problem) ctx.status = 422;
    pages.show(ctx, "import/file", withTitle(view));
  }

  /** Begins the run; open questions bring the page back with a sentence. */
  async function begin(ctx: Context, id: string): Promise<void> {
    try {
      await imports.start(actorOf(ctx), id);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      messageTo(ctx, { text: say(ctx, "error.imports.stopped", { count: error.problems.length }), tone: "bad" });
    }
    pages.go(ctx, `/imports/${id}`);
  }
}

/** What is wrong with the file is an answer: the page comes back and says it. */
function refusalOf(ctx: Context, error: unknown): { problem: string; isSame: boolean } {
  const isSame = error instanceof Conflict && error.code === "imports.same_file";
  const isMissing = error instanceof BadRequest && error.code === "imports.file_missing";
  if (!(error instanceof FileRefused) && !isSame && !isMissing) throw error;
  return { problem: say(ctx, `error.${error.code}`, error.values), isSame };
}

function pastedSource(text: string): FileSource {
  if (text === "") throw new BadRequest("imports.file_missing");
  return bytesSource("pasted.txt", Buffer.from(text));
}

function rowIn(ctx: Context): number {
  const row = Number(textIn(ctx, "row"));
  if (!Number.isSafeInteger(row) || row < 1) throw new BadRequest("imports.bad_row");
  return row;
}

const withTitle = (view: object) => view as { title: string };
