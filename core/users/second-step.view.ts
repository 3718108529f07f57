// The second step on pages: typing a code, and making an authenticator known.
import type { Context } from "koa";
import { encode } from "uqr";
import type { Problem } from "../kernel/errors.ts";
import type { Entry } from "../security/sign-in.ts";
import { newTotpSecret, setupUri } from "../security/totp.ts";
import { say } from "../web/context.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import type { People } from "./people.ts";

/** Where somebody goes on with what they have. */
export const goingOn = ({ step }: Entry, next: string): string =>
  step === "none" ? next : `/login/second?next=${encodeURIComponent(next)}`;

/** The box for a code, of a program or on paper. */
export function codeForm(ctx: Context, problems: readonly Problem[]) {
  const attributes = { inputmode: "text", maxlength: 40, spellcheck: "false" };
  const fields = boxes(
    ctx,
    [
      {
        name: "code",
        label: "users.second.code",
        help: "users.second.code.help",
        autocomplete: "one-time-code",
        required: true,
        autofocus: true,
        attributes,
      },
    ],
    problems,
  );
  return { fields, problem: generalProblem(ctx, problems, fields) };
}

export interface Offer {
  readonly userId: string;
  /** What the person signs in with, to be told apart in their program. */
  readonly login: string;
  /** Of a form that comes back: the secret stays the same. */
  readonly secret?: string | undefined;
  readonly name?: string;
  readonly problems?: readonly Problem[];
}

/** The picture to be looked at with the telephone, the same in letters, and the boxes. */
export function enrolment(ctx: Context, { secondFactors }: People, { userId, login, ...more }: Offer) {
  const { secret = newTotpSecret(), name = say(ctx, "users.second.phone"), problems = [] } = more;
  const company = String(ctx.state["company"] ?? "");
  const uri = setupUri(company ? `Trellis ${company}` : "Trellis", login, secret);
  const { size, data } = encode(uri, { border: 2 });
  const attributes = { inputmode: "numeric", maxlength: 12 };
  const fields = boxes(
    ctx,
    [
      { name: "code", label: "users.second.first_code", autocomplete: "one-time-code", required: true, attributes },
      { name: "name", label: "users.second.name", value: name, attributes: { maxlength: 80 } },
    ],
    problems,
  );
  return {
    picture: { size, squares: squaresOf(data) },
    letters: secret.replaceAll(/(.{4})(?=.)/g, "$1 "),
    offer: secondFactors.offer(userId, secret),
    fields,
    problem: generalProblem(ctx, problems, fields),
  };
}

/** The dark squares as one path. */
const squaresOf = (rows: readonly (readonly boolean[])[]): string =>
  rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");

export const wrongCode: readonly Problem[] = [
  { pointer: "/code", code: "second_code_wrong", message: "problem.second_code_wrong" },
];

export const wrongPasskey: readonly Problem[] = [
  { pointer: "", code: "passkey_wrong", message: "problem.passkey_wrong" },
];
