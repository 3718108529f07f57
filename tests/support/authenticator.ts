// A passkey in software, as browsers and keys make them (WebAuthn Level 3): for tests that need to lie.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What somebody may lie about. */
export interface Lie {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly type?: string;
}

interface Asked {
  readonly challenge: string;
}

export interface Authenticator {
  readonly id: string;
  /** The answer to a question for a new passkey, as a form carries it. */
  made(asked: Asked, lie?: Lie): string;
  /** The answer to a question when signing in. */
  used(asked: Asked, lie?: Lie): string;
}

const [PRESENT, ATTESTED] = [0x01, 0x40];

/** For a server at this address. */
export function authenticator(origin: string, credential: Buffer = randomBytes(32)): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = credential.toString("base64url");
  const ours = { origin, rpId: new URL(origin).hostname, counter: 0 };
  return {
    id,
    made(asked, lie = {}) {
      const { rpId, counter, ...said } = { ...ours, type: "webauthn.create", ...lie };
      const data = Buffer.concat([
        authData(rpId, PRESENT | ATTESTED, counter),
        Buffer.alloc(16),
        Buffer.from([credential.length >> 8, credential.length & 0xff]),
        credential,
        coseKey(publicKey),
      ]);
      const response = { clientDataJSON: clientData(asked, said), attestationObject: text(attestation(data)) };
      return JSON.stringify({ ...wrapped(id), response: { ...response, transports: ["internal", "nonsense"] } });
    },
    used(asked, lie = {}) {
      const { rpId, counter, ...said } = { ...ours, type: "webauthn.get", ...lie };
      const [data, clientDataJSON] = [authData(rpId, PRESENT, counter), clientData(asked, said)];
      const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, "base64url"))]);
      const response = {
        clientDataJSON,
        authenticatorData: text(data),
        signature: text(sign("sha256", signed, privateKey)),
      };
      return JSON.stringify({ ...wrapped(id), response });
    },
  };
}

const text = (bytes: Buffer): string => bytes.toString("base64url");
const sha256 = (bytes: Buffer | string): Buffer => createHash("sha256").update(bytes).digest();
const wrapped = (id: string) => ({ id, rawId: id, type: "public-key", clientExtensionResults: {} });

const clientData = ({ challenge }: Asked, { type, origin }: { type: string; origin: string }): string =>
  text(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));

function authData(rpId: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
}

// CBOR by hand: a map of `fmt`, `attStmt` and `authData`, and a map of five numbers for the key.
const cborText = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
const cborBytes = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x59, bytes.length >> 8, bytes.length & 0xff]), bytes]);

const attestation = (data: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0xa3]),
    cborText("fmt"),
    cborText("none"),
    cborText("attStmt"),
    Buffer.from([0xa0]),
    cborText("authData"),
    cborBytes(data),
  ]);

function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const [a, b] = [x, y].map((one) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(one, "base64url")]));
  // kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
  return Buffer.concat([head, a ?? Buffer.alloc(0), Buffer.from([0x22]), b ?? Buffer.alloc(0)]);
}
