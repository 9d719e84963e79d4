/** A prover of a key whose manifest must show a level: snarkjs makes the key, people and verifiers sign. */

import { createProver, openManifest, type ProverOptions, readContributions, verifyManifest } from '@fedzk/prove';
import { createProver as createOnThreads } from '@fedzk/prove/threads';
import { sha256 } from '@fedzk/testkit/ceremony/chain';
import { chainFrom } from '@fedzk/testkit/ceremony/from-section';
import { type Draft, draftAround, hex, manifestOf, ROUND, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';
import { beforeAll, expect, it } from 'vitest';
import { keyed, PRODUCT } from './support/keyed.js';
import { contributedKey } from './support/snarkjs.js';

const PEOPLE = 5;
let initial: Uint8Array;
let zkey: Uint8Array;
let wasm: Uint8Array;
let draft: Draft;

/** Section 10, the last of snarkjs's. */
function section10(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = 12; at < file.length; ) {
    const [type, length] = [view.getUint32(at, true), Number(view.getBigUint64(at + 4, true))];
    if (type === 10) return file.slice(at + 12, at + 12 + length);
    at += 12 + length;
  }
  throw new Error('no section 10');
}

beforeAll(async () => {
  ({ initial, wasm } = await keyed(PRODUCT));
  zkey = new Uint8Array(await contributedKey(initial, 'bn128', PEOPLE, hex(ROUND.value)));
  const chain = chainFrom('bn254', section10(zkey));
  draft = draftAround(
    chain,
    'standard',
    Array.from({ length: PEOPLE }, (_, i) => i),
  );
  draft.announcement.circuit = { ...draft.announcement.circuit, constraints: 1, domain: 4, publicSignals: ['c'] };
  draft.zkey = { bytes: zkey.length, sha256: hex(sha256(zkey)) };
  await using prover = await createProver({ zkey });
  draft.vkey = prover.verificationKey;
}, 120_000);

const options = (): ProverOptions => ({
  zkey,
  manifest: openManifest(manifestOf(draft)),
  level: 'standard',
  trustedKeys: trustedKeysOf(draft),
});

it('snarkjs’s contributions are a ceremony', () => {
  const report = verifyManifest(manifestOf(draft), { level: 'standard', trustedKeys: trustedKeysOf(draft) });
  expect(report).toMatchObject({ ok: true, people: PEOPLE, details: [] });
  expect(readContributions(zkey).contributions.map(({ name }) => name)).toEqual([
    ...Array.from({ length: PEOPLE }, (_, i) => `person ${i}`),
    'beacon',
  ]);
});

it.each([
  ['here', createProver],
  ['on threads', createOnThreads],
])('has the level that was asked for, %s', async (_, create) => {
  await using prover = await create(options());
  expect(prover).toMatchObject({ level: 'standard', development: false });
  await using other = await create({ zkey });
  expect(other).toMatchObject({ level: undefined, development: false });
});

it('takes a key from a Blob and a source', async () => {
  for (const source of [
    new Blob([new Uint8Array(zkey)]),
    { size: zkey.length, read: async (offset: number, length: number) => zkey.subarray(offset, offset + length) },
  ]) {
    await using prover = await createProver({ ...options(), zkey: source });
    expect(prover.level).toBe('standard');
  }
});

it.each([
  ['here', createProver],
  ['on threads', createOnThreads],
])('proves with the key that it compared, %s', async (_, create) => {
  const own = Uint8Array.from(zkey);
  const source = { size: own.length, read: (at: number, length: number) => own.slice(at, at + length) };
  for (const key of [own, source]) {
    own.set(zkey);
    await using prover = await create({ ...options(), zkey: key, circuitWasm: wasm });
    own.fill(1);
    const { publicSignals } = await prover.prove({ a: 3, b: 5 });
    expect(publicSignals).toEqual(['15']);
  }
});

it('refuses a key that is not the manifest’s, whatever differs', async () => {
  const another = new Uint8Array(await contributedKey(initial, 'bn128', PEOPLE, hex(ROUND.value)));
  const changedH = Uint8Array.from(zkey);
  changedH[zkey.length - section10(zkey).length - 12 - 1] = 0;
  const named = Uint8Array.from(zkey);
  named[named.length - 1] = (named.at(-1) ?? 0) ^ 1;
  for (const [file, message] of [
    [another, /the verification key is not the manifest's/i],
    [changedH, /SHA-256 differ/],
    [named, /doesn't list the manifest's contributions/],
  ] as const) {
    await expect(createProver({ ...options(), zkey: file })).rejects.toMatchObject({
      code: 'invalid-proving-key',
      message: expect.stringMatching(message),
    });
  }
  const longer = openManifest(manifestOf({ ...draft, zkey: { ...draft.zkey, bytes: zkey.length + 1 } }));
  await expect(createProver({ ...options(), manifest: longer })).rejects.toThrow(/has \d+ bytes, and the manifest's/);
});

it('refuses a manifest that doesn’t show the level', async () => {
  const code = 'invalid-proving-key';
  await expect(createProver({ ...options(), level: 'enhanced' })).rejects.toMatchObject({ code });
  await expect(createProver({ ...options(), manifest: openManifest({}) })).rejects.toMatchObject({ code });
  const plain = { ...options(), manifest: manifestOf(draft) } as unknown as ProverOptions;
  await expect(createProver(plain)).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(createProver({ zkey, level: 'standard' })).rejects.toMatchObject({ code: 'invalid-argument' });
});
