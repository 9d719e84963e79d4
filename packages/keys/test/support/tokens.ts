// Tokens of SoftHSM2 for a test, and what only tests do in them.

import { createRequire } from 'node:module';
import { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { findSoftHsm, SoftHsm } from '@fedzk/testkit/services/softhsm';
import type { TestContext } from 'vitest';
import type { Attribute, Handle } from '../../src/pkcs11/cryptoki.js';
import { Library } from '../../src/pkcs11/library.js';
import { CKA, CKK, CKO, FLAG, USER } from '../../src/pkcs11/numbers.js';
import { Session } from '../../src/pkcs11/session.js';
import { findToken } from '../../src/pkcs11/slots.js';

export const LABEL = 'fedzk';
export const PIN = '4711';

/** Why tests of tokens are skipped here; undefined where they are not. */
function missingTokens(): string | undefined {
  const tool = findSoftHsm();
  if ('missing' in tool) return tool.missing;
  try {
    createRequire(import.meta.url)('pkcs11js');
    return undefined;
  } catch {
    return 'pkcs11js is not built, which takes a compiler of C++; npm run test:tools builds it';
  }
}

/** Makes a folder of tokens, with one in it, that this process sees; skips the test where there is no SoftHSM2. */
export async function softHsm({ skip }: TestContext, label = LABEL): Promise<SoftHsm> {
  const missing = missingTokens();
  if (missing !== undefined) skip(missing);
  const tool = findSoftHsm();
  const hsm = new SoftHsm('path' in tool ? tool.path : '');
  // SoftHSM2 reads it when it is initialized.
  Object.assign(process.env, hsm.environment);
  await hsm.add(label);
  return hsm;
}

/** Opens the token of a test. */
export function open(hsm: SoftHsm, token = LABEL): Promise<Pkcs11Token> {
  return Pkcs11Token.open({ module: hsm.module, token, pin: () => PIN });
}

/** Works in a token by PKCS#11 itself, logged in, in a session that may write. */
export async function inToken<T>(hsm: SoftHsm, work: (session: Session) => T | Promise<T>, token = LABEL): Promise<T> {
  const library = await Library.use(hsm.module);
  try {
    const { slot } = findToken(library.cryptoki, { token });
    const session = new Session(library.cryptoki, slot, token, FLAG.serial | FLAG.readWrite);
    await library.enter(slot, session, async () => library.cryptoki.C_Login(session.handle, USER, PIN));
    try {
      return await work(session);
    } finally {
      library.leave(slot, session);
      session.close();
    }
  } finally {
    library.release();
  }
}

/** Attributes of a key that was made elsewhere, some of which a test changes. */
export function keyTemplate(
  label: string,
  value: Uint8Array,
  changed: Readonly<Record<number, boolean>> = {},
): Attribute[] {
  const flags: Record<number, boolean> = {
    [CKA.token]: true,
    [CKA.private]: true,
    [CKA.sensitive]: true,
    [CKA.extractable]: false,
    [CKA.wrap]: true,
    [CKA.unwrap]: true,
    [CKA.encrypt]: false,
    [CKA.decrypt]: false,
    ...changed,
  };
  return [
    { type: CKA.class, value: CKO.secretKey },
    { type: CKA.keyType, value: CKK.aes },
    { type: CKA.label, value: label },
    { type: CKA.value, value },
    ...Object.entries(flags).map(([type, value]) => ({ type: Number(type), value })),
  ];
}

/** Puts a key of a known value into a token. */
export function importKey(
  hsm: SoftHsm,
  label: string,
  value: Uint8Array,
  changed?: Readonly<Record<number, boolean>>,
): Promise<Handle> {
  return inToken(hsm, (session) => session.create(keyTemplate(label, value, changed)));
}

/** How many objects of a class and a label a token has. */
export function countOf(hsm: SoftHsm, type: number, label: string, token = LABEL): Promise<number> {
  const named = [
    { type: CKA.class, value: type },
    { type: CKA.label, value: label },
  ];
  return inToken(hsm, (session) => session.find(named).length, token);
}
