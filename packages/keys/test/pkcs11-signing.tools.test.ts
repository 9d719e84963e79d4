/** An Ed25519 key in a token of SoftHSM2 that signs. @alone: SoftHSM2's folder is a variable of the process. */
import { createPublicKey, verify } from 'node:crypto';
import { AuditLog, memoryStorage as memoryLog, verifyLog } from '@fedzk/audit';
import { signerOf } from '@fedzk/keys';
import type { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import type { SoftHsm } from '@fedzk/testkit/services/softhsm';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CKA, CKK, CKO } from '../src/pkcs11/numbers.js';
import { codeOf } from './support/stores.js';
import { countOf, inToken, open, softHsm } from './support/tokens.js';
import { hex } from './support/vectors.js';

const random = new Random('pkcs11 signing');
const EVENT = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;

let hsm: SoftHsm;
let token: Pkcs11Token;
beforeEach(async (context) => {
  hsm = await softHsm(context);
  token = await open(hsm);
});
afterEach(async () => {
  await token?.close();
  hsm?.[Symbol.dispose]();
});

it('signs what Node and others verify, the same each time', async () => {
  const key = await token.signingKey('audit', { create: true });
  const { publicKey } = key;
  const x = Buffer.from(publicKey).toString('base64url');
  const node = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  for (const length of [0, 1, 64, 1000, 100_000]) {
    const message = random.bytes(length);
    const signature = await key.sign(message);
    expect(signature.length).toBe(64);
    expect(verify(undefined, message, node, signature)).toBe(true);
    expect(ed25519.verify(signature, message, publicKey)).toBe(true);
    expect(hex(await key.sign(message))).toBe(hex(signature));
  }
  expect(publicKey).not.toBe(key.publicKey);
});

it('signs a log, which verifies, goes on after a restart, and takes no other key', async () => {
  const storage = memoryLog();
  for (let i = 1; i <= 2; i++) {
    const signer = signerOf(await token.signingKey('audit', { create: i === 1 }), 'example.com/audit');
    const log = await AuditLog.open(storage, { origin: signer.name, signer });
    await log.append(EVENT);
    await log.close();
    const report = await verifyLog(storage, { verifierKey: signer.verifierKey });
    expect(report).toMatchObject({ ok: true });
    await token.close();
    token = await open(hsm);
  }
  const other = signerOf(await token.signingKey('other', { create: true }), 'example.com/audit');
  expect(await codeOf(AuditLog.open(storage, { origin: other.name, signer: other }))).not.toBe('done');
});

it('a key of the label that is of another kind is refused as such', async () => {
  await token.keyProvider('kek', { create: true });
  await token.signingKey('pair', { create: true });
  const signing = await rejection(token.signingKey('kek'));
  expect([signing.code, signing.message]).toEqual(['unsupported', expect.stringMatching(/"kek".* not an Ed25519 key/)]);
  const wrapping = await rejection(token.keyProvider('pair'));
  expect([wrapping.code, wrapping.message]).toEqual(['unsupported', expect.stringMatching(/"pair".* not an AES key/)]);
  expect(await codeOf(token.signingKey('none'))).toBe('not-found');
});

it('signs many messages at once, by several keys', async () => {
  const keys = await Promise.all(['a', 'b', 'a'].map((label) => token.signingKey(label, { create: true })));
  const messages = Array.from({ length: 120 }, (_, i) => random.bytes(i));
  const signatures = await Promise.all(messages.map(async (message, i) => keys[i % 3]?.sign(message)));
  for (const [i, message] of messages.entries()) {
    const publicKey = keys[i % 3]?.publicKey ?? new Uint8Array(0);
    expect(ed25519.verify(signatures[i] ?? message, message, publicKey)).toBe(true);
  }
  expect(hex(keys[0]?.publicKey ?? new Uint8Array(0))).toBe(hex(keys[2]?.publicKey ?? new Uint8Array(1)));
});

it('ends what has begun before it is closed, and signs nothing later', async () => {
  const key = await token.signingKey('audit', { create: true });
  const message = random.bytes(32);
  const begun = Array.from({ length: 20 }, () => key.sign(message));
  await token.close();
  for (const signature of await Promise.all(begun)) {
    expect(ed25519.verify(signature, message, key.publicKey)).toBe(true);
  }
  expect(await codeOf(Promise.resolve(key.sign(message)))).toBe('disposed');
});

it('has a private key that nobody reads', async () => {
  await token.signingKey('audit', { create: true });
  await token.signingKey('audit', { create: true });
  expect(await countOf(hsm, CKO.privateKey, 'audit')).toBe(1);
  expect(await countOf(hsm, CKO.publicKey, 'audit')).toBe(1);
  await inToken(hsm, (session) => {
    const [key = new Uint8Array(0)] = session.find([{ type: CKA.class, value: CKO.privateKey }]);
    expect(session.attribute(key, CKA.value)).toBeUndefined();
    expect([CKA.sensitive, CKA.extractable].map((flag) => session.flag(key, flag))).toEqual([true, false]);
  });
});

const CURVE = Buffer.from('06032b6570', 'hex');

/** Makes a pair as another program may have made it. */
function makePair(label: string, id: number, changed: Readonly<Record<number, boolean>> = {}): Promise<void> {
  const named = [
    { type: CKA.label, value: label },
    { type: CKA.id, value: Uint8Array.of(id) },
    { type: CKA.keyType, value: CKK.ecEdwards },
    { type: CKA.token, value: true },
  ];
  const flags = { [CKA.private]: true, [CKA.sensitive]: true, [CKA.extractable]: false, [CKA.sign]: true, ...changed };
  return inToken(hsm, (session) =>
    session.generateKeyPair(
      { mechanism: 0x1055 },
      [...named, { type: CKA.class, value: CKO.publicKey }, { type: CKA.ecParams, value: CURVE }],
      [
        ...named,
        { type: CKA.class, value: CKO.privateKey },
        ...Object.entries(flags).map(([type, value]) => ({ type: Number(type), value })),
      ],
    ),
  );
}

it('takes a pair that another program made', async () => {
  await makePair('theirs', 7);
  const key = await token.signingKey('theirs');
  const message = random.bytes(10);
  expect(ed25519.verify(await key.sign(message), message, key.publicKey)).toBe(true);
});

it.each([
  ['may leave the token', 'CKA_EXTRACTABLE', { [CKA.extractable]: true }],
  ['shows its value', 'CKA_SENSITIVE', { [CKA.sensitive]: false }],
  ['does not sign', 'CKA_SIGN', { [CKA.sign]: false }],
])('refuses one that %s', async (_, name, changed) => {
  await makePair('audit', 1, changed);
  const error = await rejection(token.signingKey('audit', { create: true }));
  expect([error.code, error.message]).toEqual(['unsupported', expect.stringContaining(name)]);
});

it('refuses several of a label, one without its public key, and one with that of another', async () => {
  await makePair('twice', 1);
  await makePair('twice', 2);
  const error = await rejection(token.signingKey('twice'));
  expect([error.code, error.message]).toEqual(['invalid-state', expect.stringContaining('2 keys "twice"')]);

  await makePair('alone', 3);
  await makePair('other', 4);
  const publicOf = [
    { type: CKA.class, value: CKO.publicKey },
    { type: CKA.label, value: 'alone' },
  ];
  await inToken(hsm, (session) => {
    for (const object of session.find(publicOf)) session.destroy(object);
  });
  expect(await codeOf(token.signingKey('alone'))).toBe('damaged');

  await inToken(hsm, (session) => {
    const [other = new Uint8Array(0)] = session.find([
      { type: CKA.class, value: CKO.publicKey },
      { type: CKA.label, value: 'other' },
    ]);
    const point = session.attribute(other, CKA.ecPoint) ?? new Uint8Array(0);
    session.create([
      ...publicOf,
      { type: CKA.keyType, value: CKK.ecEdwards },
      { type: CKA.token, value: true },
      { type: CKA.id, value: Uint8Array.of(3) },
      { type: CKA.ecParams, value: CURVE },
      { type: CKA.ecPoint, value: point },
    ]);
  });
  const wrong = await rejection(token.signingKey('alone'));
  expect([wrong.code, wrong.message]).toEqual(['damaged', expect.stringContaining('not that of its private key')]);
  expect(await codeOf(token.signingKey('none'))).toBe('not-found');
});
