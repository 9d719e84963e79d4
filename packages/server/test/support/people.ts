// People for tests: an authenticator of passkeys, an app of codes, and a browser's way to the operators' routes.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { generateSync } from 'otplib';
import type { System } from '../../src/system.js';

/** An answer of JSON. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes
  readonly body: any;
  readonly headers: Headers;
}

/** What a request is given besides its place. */
export interface Request {
  readonly token?: string | undefined;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a route of operators, as a program on this machine does. */
export async function ask(
  { config }: Pick<System, 'config'>,
  method: string,
  path: string,
  { token, body, headers = {} }: Request = {},
): Promise<Reply> {
  const response = await fetch(`${config.operators.url}/v1${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

/** How an authenticator is made to lie. */
export interface Lie {
  readonly origin?: string;
  readonly counter?: number;
  /** Whether it has verified its user. */
  readonly verified?: boolean;
  readonly challenge?: string;
  readonly type?: string;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** An authenticator with one passkey. */
export class Authenticator {
  readonly id: string = randomBytes(16).toString('base64url');
  readonly #private: KeyObject;
  readonly #public: { readonly x: string; readonly y: string };
  readonly #origin: string;
  counter = 0;

  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#private = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#public = { x, y };
    this.#origin = origin;
  }

  /** Makes the passkey. */
  create(
    { challenge, rp }: { readonly challenge: string; readonly rp: { readonly id?: string } },
    lie: Lie = {},
  ): object {
    const key = new Map<number, number | Uint8Array>([
      ...([
        [1, 2],
        [3, -7],
        [-1, 1],
      ] as [number, number][]),
      [-2, new Uint8Array(Buffer.from(this.#public.x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(this.#public.y, 'base64url'))],
    ]);
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([0, id.length]);
    const authData = Buffer.concat([
      this.#data(rp.id ?? '', ATTESTED, lie),
      Buffer.alloc(16),
      ...[length, id, Buffer.from(isoCBOR.encode(key))],
    ]);
    const attestation = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]) as never,
    );
    const response = {
      clientDataJSON: this.#client('webauthn.create', challenge, lie).toString('base64url'),
      attestationObject: Buffer.from(attestation).toString('base64url'),
      transports: ['internal'],
    };
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  /** Signs a challenge. */
  get(
    { challenge, rpId = 'localhost' }: { readonly challenge: string; readonly rpId?: string },
    lie: Lie = {},
  ): object {
    this.counter += 1;
    const authData = this.#data(rpId, 0, lie);
    const clientData = this.#client('webauthn.get', challenge, lie);
    const hash = createHash('sha256').update(clientData).digest();
    const signature = sign('sha256', Buffer.concat([authData, hash]), this.#private);
    const response = {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    };
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #data(rpId: string, flags: number, { counter = this.counter, verified = true }: Lie): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const all = flags | PRESENT | (verified ? VERIFIED : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), count]);
  }

  #client(type: string, challenge: string, lie: Lie): Buffer {
    const own = { type, challenge, origin: this.#origin, crossOrigin: false, ...lie };
    const { type: kind, challenge: given, origin, crossOrigin } = own;
    return Buffer.from(JSON.stringify({ type: kind, challenge: given, origin, crossOrigin }));
  }
}

/** Gives the six digits of an app: of now, or of so many steps from now. */
export function digitsOf(secret: string, step = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * step });
}

/** A person who has signed in. */
export interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly secret: string;
  readonly authenticator: Authenticator;
  readonly recoveryCodes: readonly string[];
  /** Of the newest session. */
  token: string;
}

export const PASSWORD = 'correct horse battery staple';

/** Makes an authenticator app, whose first digits go with a request. */
async function withApp(system: System, path: string, rest: object, token?: string): Promise<[string, string]> {
  const { body } = await ask(system, 'POST', path, { token, body: { ...rest, begin: 'totp' } });
  return [body.secret, digitsOf(body.secret)];
}

/** Takes up an account by a code: with a passkey, a password and an authenticator app. */
export async function takeUp(system: System, code: string, name: string): Promise<Somebody> {
  const authenticator = new Authenticator(system.config.operators.url);
  const [secret, totp] = await withApp(system, '/setup', { code, name });
  const { body: options } = await ask(system, 'POST', '/setup', { body: { code, name, begin: 'passkey' } });
  const passkey = authenticator.create(options);
  const { status, body } = await ask(system, 'POST', '/setup', {
    body: { code, name, password: PASSWORD, totp, passkey },
  });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  const { person, token, recoveryCodes } = body;
  return { id: person.id, name, password: PASSWORD, secret, authenticator, recoveryCodes, token };
}

/** Signs somebody in by passkey. @returns the token, which becomes the newest */
export async function signIn(system: System, somebody: Somebody): Promise<string> {
  const { body: options } = await ask(system, 'POST', '/session/challenge');
  const passkey = somebody.authenticator.get(options);
  const { status, body } = await ask(system, 'POST', '/session', { body: { passkey } });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  somebody.token = body.token;
  return body.token;
}
