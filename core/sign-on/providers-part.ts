// What the OpenAPI document says about servers for signing in.
import { answer, type ApiPart, ifMatch, json, pathParameter, problems, ref } from "../records/api/openapi/parts.ts";
import type { JsonSchema } from "../records/api/schema.ts";

const scopes = ["sign-on:write", "admin:sign-on"];
const byId = pathParameter("id");
const text: JsonSchema = { type: "string" };
const id: JsonSchema = { type: "string", format: "uuid" };

const said: Readonly<Record<string, JsonSchema>> = {
  name: { ...text, minLength: 1, maxLength: 80, description: "As the button says it; no other has it." },
  issuer: { ...text, format: "uri", maxLength: 500, description: "Address of the server, asked before it is saved." },
  clientId: { ...text, minLength: 1, maxLength: 500 },
  domains: {
    type: "array",
    items: text,
    minItems: 1,
    maxItems: 100,
    description: "What stands behind the @ of whoever may come in.",
  },
  recognises: {
    type: "boolean",
    description: "Whether somebody who is here already is recognised by an address that the other side has checked.",
  },
  newcomerRole: { type: ["string", "null"], description: "What somebody nobody knows becomes; null refuses them." },
  secondStepThere: { type: "boolean", description: "The second step is taken there, and none is asked for here." },
};
const secret: JsonSchema = { ...text, minLength: 1, writeOnly: true, description: "Sealed, and answered to nobody." };

const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema => ({
  type: "object",
  required: [...required],
  properties,
  additionalProperties: false,
});

const example = {
  name: "Kolev & Sons",
  issuer: "https://login.example.com",
  clientId: "trellis",
  secret: "what the other server gave",
  domains: ["example.com"],
};
const one = answer("The server; the ETag is its version.", ref("IdentityProvider"));
const body = (name: string, sample: unknown): JsonSchema => ({ required: true, content: json(ref(name), sample) });

export const providersPart: ApiPart = {
  tag: { name: "identity-providers", description: "Servers by which people sign in as well (OpenID Connect)." },
  schemas: {
    IdentityProvider: object(
      {
        id,
        ...said,
        callback: {
          ...text,
          format: "uri",
          description: "The address to come back to, which the other server is told.",
        },
        version: { type: "integer" },
      },
      ["id", ...Object.keys(said), "callback", "version"],
    ),
    NewIdentityProvider: object(
      {
        id: { ...id, description: "Where the address to come back to was registered before: the id in it." },
        ...said,
        secret,
      },
      ["name", "issuer", "clientId", "secret", "domains"],
    ),
    IdentityProviderChange: object({ ...said, secret }, []),
  },
  paths: {
    "/identity-providers": {
      get: {
        operationId: "identityProviderList",
        summary: "All servers for signing in",
        scopes,
        responses: {
          "200": answer(
            "By name.",
            object({ data: { type: "array", items: ref("IdentityProvider") }, page: ref("PageFacts") }, [
              "data",
              "page",
            ]),
          ),
          ...problems("403"),
        },
      },
      post: {
        operationId: "identityProviderCreate",
        summary: "Add a server for signing in",
        description:
          "Its button stands on the page of signing in at once. Nobody gives newcomers a role above their own.",
        scopes,
        requestBody: body("NewIdentityProvider", example),
        responses: { "201": one, ...problems("400", "403", "409", "422") },
      },
    },
    "/identity-providers/{id}": {
      get: {
        operationId: "identityProviderGet",
        summary: "One server for signing in",
        scopes,
        parameters: [byId],
        responses: { "200": one, ...problems("403", "404") },
      },
      patch: {
        operationId: "identityProviderChange",
        summary: "Change a server for signing in",
        description: "What is not named stays, the secret too; another issuer needs a secret of its own.",
        scopes,
        parameters: [byId, ifMatch],
        requestBody: body("IdentityProviderChange", { domains: ["example.com", "example.org"] }),
        responses: { "200": one, ...problems("400", "403", "404", "412", "422", "428") },
      },
      delete: {
        operationId: "identityProviderRemove",
        summary: "Remove a server for signing in",
        description: "People keep their accounts and sign in by a password.",
        scopes,
        parameters: [byId, ifMatch],
        responses: { "204": { description: "It is gone." }, ...problems("400", "403", "404", "412", "428") },
      },
    },
  },
};
