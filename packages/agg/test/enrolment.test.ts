/** Enrolments: of one id and one key; anything else shows. */
import { rejection } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';
import { createEnrolment, type Enrolment, isEnrolment } from '../src/protocol/enrolment.js';
import { createSigningKey } from '../src/protocol/keys.js';

const { privateKey, publicKey } = createSigningKey();
const enrolment = await createEnrolment('hospital-1', privateKey);

it('shows that the client has the key', async () => {
  expect(enrolment).toMatchObject({ id: 'hospital-1', publicKey });
  expect(await isEnrolment(enrolment)).toBe(true);
});

it('is valid only for this id and key, and only whole', async () => {
  const changes: Partial<Enrolment>[] = [
    { id: 'hospital-2' },
    { publicKey: createSigningKey().publicKey },
    { publicKey: new Uint8Array(32) },
    { publicKey: publicKey.slice(1) },
    { proof: new Uint8Array(64) },
    { proof: enrolment.proof.slice(1) },
    { proof: (await createEnrolment('hospital-2', privateKey)).proof },
    ...Array.from({ length: 64 }, (_, i) => ({ proof: enrolment.proof.map((byte, j) => (j === i ? byte ^ 1 : byte)) })),
    ...Array.from({ length: 32 }, (_, i) => ({ publicKey: publicKey.map((byte, j) => (j === i ? byte ^ 1 : byte)) })),
  ];
  for (const change of changes) expect(await isEnrolment({ ...enrolment, ...change })).toBe(false);
});

it('a key of small order, which verifies anything, shows nothing', async () => {
  const publicKey = new Uint8Array(32);
  publicKey[0] = 1; // the neutral element
  const proof = new Uint8Array(64);
  proof[0] = 1; // R is it too, S is 0
  expect(await isEnrolment({ id: 'anyone', publicKey, proof })).toBe(false);
});

it('wrong arguments are refused', async () => {
  for (const id of ['', 'x'.repeat(65), '\ud800', 5, undefined]) {
    expect((await rejection(createEnrolment(id as string, privateKey))).code).toBe('invalid-argument');
    expect((await rejection(isEnrolment({ ...enrolment, id: id as string }))).code).toBe('invalid-argument');
  }
  for (const wrong of [undefined, 'key', new Uint8Array(31), [1]]) {
    expect((await rejection(createEnrolment('a', wrong as Uint8Array))).code).toBe('invalid-argument');
  }
  for (const wrong of [undefined, null, 5, { ...enrolment, proof: 'x' }, { ...enrolment, publicKey: undefined }]) {
    expect((await rejection(isEnrolment(wrong as unknown as Enrolment))).code).toBe('invalid-argument');
  }
});
