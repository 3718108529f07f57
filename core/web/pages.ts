import type { Context } from "koa";
import type { Words } from "../i18n/words.ts";
import { frameOf, messageTo, stateOf, wantsPart } from "./context.ts";
import { keepMessage, takeMessage } from "./flash.ts";
import { layoutView } from "./layout.ts";
import type { Message, PageView } from "./page-view.ts";
import { type Render, rendered } from "./render.ts";
import { scriptWords } from "./script-words.ts";
import type { ShellOf } from "./shell.ts";

export interface Changed {
  readonly part: string;
  readonly view: object;
  /** Where a browser without script goes next. */
  readonly page: string;
  readonly message?: string | Message;
}

export interface PagesParts {
  readonly render: Render;
  readonly words: Words;
  readonly shell: ShellOf;
}

/** Answers with HTML: the whole page for a visit, only the asked-for part for a partial update. */
export class Pages {
  readonly #render: Render;
  readonly #shell: ShellOf;
  readonly #scriptWords: (language: string) => object;

  constructor({ render, words, shell }: PagesParts) {
    this.#render = render;
    this.#scriptWords = (language) => scriptWords(words, language);
    this.#shell = shell;
  }

  /** A page: with its layout for a visit, without it for a partial update. */
  show(ctx: Context, template: string, view: PageView): void {
    const frame = frameOf(ctx);
    const body = this.#render(template, view, frame);
    if (wantsPart(ctx)) return this.#answer(ctx, body + this.#spoken(ctx));
    const shell = this.#shell(ctx);
    const message = stateOf(ctx).message ?? takeMessage(ctx);
    const around = layoutView({
      frame,
      path: ctx.path,
      shell,
      page: view,
      message,
      words: this.#scriptWords(frame.language),
    });
    const layout = view.layout ?? (shell.person ? "app" : "plain");
    this.#answer(ctx, this.#render(`layouts/${layout}`, { ...around, body: rendered(body) }, frame));
  }

  /** A piece of a page on its own, for routes that only serve pieces. */
  part(ctx: Context, template: string, view: object): void {
    const body = this.#render(template, view, frameOf(ctx));
    this.#answer(ctx, body + this.#spoken(ctx));
  }

  /** After a change: the changed part for a partial update, a redirect for a plain form. */
  changed(ctx: Context, to: Changed): void {
    if (to.message) messageTo(ctx, to.message);
    if (wantsPart(ctx)) return this.part(ctx, to.part, to.view);
    this.go(ctx, to.page);
  }

  /** Sends the person on to another page; a message waits for them there. */
  go(ctx: Context, page: string): void {
    const { message } = stateOf(ctx);
    if (message) keepMessage(ctx, message);
    if (wantsPart(ctx)) {
      ctx.set("HX-Redirect", page);
      ctx.status = 204;
      return;
    }
    ctx.status = 303;
    ctx.redirect(page);
  }

  /** The message of this answer as a piece for the live region. */
  #spoken(ctx: Context): string {
    const { message } = stateOf(ctx);
    return message ? this.#render("shared/_spoken", { message }, frameOf(ctx)) : "";
  }

  #answer(ctx: Context, html: string): void {
    ctx.vary("HX-Request");
    ctx.set("Cache-Control", "private, no-cache");
    ctx.type = "html";
    ctx.body = html;
  }
}
