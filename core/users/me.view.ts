import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import type { SessionLine } from "../security/sessions.ts";
import type { TokenLine } from "../security/tokens.ts";
import { say } from "../web/context.ts";
import { deviceName } from "./device-name.ts";
import { type BoxPlan, boxes, generalProblem } from "./forms.view.ts";
import { densities, type OwnPreferences, themes } from "./preferences.ts";
import { zoneNames } from "./place.view.ts";
import { languageChoices } from "./visitor.view.ts";

/** Which of the forms of this page a problem belongs to. */
export type MyForm = "preferences" | "password" | "token";

export interface MyPage {
  readonly preferences: OwnPreferences;
  readonly sessions: readonly SessionLine[];
  readonly tokens: readonly TokenLine[];
  readonly email: string | null;
  /** How many ways to take the second step. */
  readonly factors: number;
  readonly sessionId: string;
  /** A token just made: shown this once. */
  readonly made?: string;
  readonly form?: MyForm;
  readonly problems?: readonly Problem[];
}

export function myPage(
  ctx: Context,
  { preferences, sessions, tokens, email, factors, sessionId, made, form, problems = [] }: MyPage,
) {
  const of = (name: MyForm) => (name === form ? problems : []);
  return {
    title: say(ctx, "users.me.title"),
    email,
    factors,
    preferences: formView(ctx, preferenceBoxes(ctx, preferences), of("preferences")),
    shortcuts: preferences.shortcuts,
    password: formView(ctx, passwordBoxes, of("password")),
    token: formView(ctx, tokenBoxes(ctx), of("token")),
    made: made ?? null,
    sessions: sessions.map((line) => ({ ...line, name: deviceName(line.device), current: line.id === sessionId })),
    tokens: tokens.map((line) => ({ ...line, scopeText: line.scopes.join(", ") })),
  };
}

function formView(ctx: Context, plans: readonly BoxPlan[], problems: readonly Problem[]) {
  const fields = boxes(ctx, plans, problems);
  return { fields, problem: generalProblem(ctx, problems, fields) };
}

function preferenceBoxes(ctx: Context, { language, timeZone, theme, density }: OwnPreferences): BoxPlan[] {
  const company = ["", say(ctx, "users.me.as_company")] as const;
  const words = (prefix: string, ids: readonly string[]) => ids.map((id) => [id, say(ctx, `${prefix}.${id}`)] as const);
  return [
    { name: "language", value: language ?? "", options: [company, ...languageChoices()] },
    { name: "timeZone", value: timeZone ?? "", options: [company, ...zoneNames()] },
    { name: "theme", value: theme, options: words("users.theme", themes) },
    { name: "density", value: density, options: words("users.density", densities) },
  ];
}

const passwordBoxes: readonly BoxPlan[] = [
  {
    name: "current",
    label: "users.field.currentPassword",
    type: "password",
    autocomplete: "current-password",
    required: true,
  },
  {
    name: "password",
    label: "users.field.newPassword",
    type: "password",
    autocomplete: "new-password",
    help: "users.help.password",
    required: true,
  },
];

const tokenBoxes = (ctx: Context): BoxPlan[] => [
  {
    name: "name",
    label: "users.token.name",
    help: "users.token.name.help",
    required: true,
    attributes: { maxlength: 80 },
  },
  {
    name: "scopes",
    label: "users.token.scopes",
    help: "users.token.scopes.help",
    value: "*:read",
    required: true,
    attributes: { maxlength: 1000, spellcheck: "false" },
  },
  {
    name: "days",
    label: "users.token.days",
    value: "90",
    options: ["7", "30", "90", "365"].map(
      (days) => [days, say(ctx, "users.token.days.option", { count: Number(days) })] as const,
    ),
  },
];
