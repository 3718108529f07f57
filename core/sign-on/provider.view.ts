import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import type { LinkedPerson } from "../security/identity-providers.ts";
import { boxes, generalProblem } from "../users/forms.view.ts";
import { roleName } from "../users/people.view.ts";
import type { Role } from "../users/roles.ts";
import { say } from "../web/context.ts";
import { rolesForNewcomers, type TypedProvider } from "./provider-form.ts";

export const HERE = "/settings/sign-in/providers";

export interface ProviderPage {
  readonly typed: TypedProvider;
  readonly isNew: boolean;
  readonly roles: readonly Role[];
  readonly publicUrl: string;
  readonly people?: readonly LinkedPerson[];
  readonly problems?: readonly Problem[];
}

/** Where the provider sends people back to. */
export const callbackOf = (publicUrl: string, id: string): string => `${publicUrl}/login/with/${id}/callback`;

export function providerPage(ctx: Context, page: ProviderPage) {
  const { typed, isNew, publicUrl, people = [], problems = [] } = page;
  const fields = boxes(ctx, plansOf(ctx, page), problems);
  return {
    title: isNew ? say(ctx, "sign_on.new") : typed.name,
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "users.sign_in.title"), path: "/settings/sign-in" },
    ],
    id: typed.id,
    isNew,
    action: isNew ? HERE : `${HERE}/${typed.id}`,
    callback: callbackOf(publicUrl, typed.id),
    recognises: typed.recognises,
    secondStepThere: typed.secondStepThere,
    fields,
    problem: generalProblem(ctx, problems, fields),
    people,
  };
}

function plansOf(ctx: Context, { typed, isNew, roles }: ProviderPage) {
  const plain = { spellcheck: "false", autocapitalize: "off" };
  const open = rolesForNewcomers(roles.map(({ id }) => id));
  const newcomers = roles.filter(({ id }) => open.includes(id)).map((role) => [role.id, roleName(ctx, role)] as const);
  return [
    box("name", typed.name, { maxlength: 80 }),
    { ...box("issuer", typed.issuer, plain), type: "url" },
    box("clientId", typed.clientId, plain),
    {
      ...box("secret", "", plain),
      type: "password",
      autocomplete: "new-password",
      required: isNew,
      help: isNew ? "sign_on.secret.help" : "sign_on.secret.kept",
    },
    box("domains", typed.domains.join(", "), plain),
    {
      ...box("newcomerRole", typed.newcomerRole ?? ""),
      required: false,
      options: [["", say(ctx, "sign_on.refuse")] as const, ...newcomers],
    },
  ];
}

const box = (name: string, value: string, attributes: Record<string, string | number> = {}) => ({
  name,
  label: `sign_on.${name}`,
  help: `sign_on.${name}.help`,
  value,
  required: true,
  attributes,
});
