/** Files and texts from strangers: what they claim costs no memory or time, and each is refused in words. */
import { canonical, draftOf, manifestOf, verifier } from '@fedzk/testkit/ceremony/manifest';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  announce,
  applyBeacon,
  contribute,
  memorySink,
  newKey,
  newPowers,
  prepare,
  signManifest,
  verifyKey,
  verifyPowers,
} from '../../src/ceremony/index.js';
import { provideEngine } from '../../src/ceremony/open.js';
import { changed, put, split } from '../support/sections.js';
import { smallR1cs } from './support/circuit.js';
import { openEngine } from './support/engine.js';
import { filed } from './support/filed.js';

/** Runs at each pairing. */
let onPairing = (): void => {};
let r1cs: Uint8Array;
/** Powers with one contribution, and the same prepared. */
let powers: Uint8Array;
let ptau: Uint8Array;
let firstKey: Uint8Array;
let zkey: Uint8Array;

beforeAll(async () => {
  provideEngine(async (curve) => {
    const engine = await openEngine(curve, 1);
    const pairing = engine.pairing.bind(engine);
    vi.spyOn(engine, 'pairing').mockImplementation((...points) => {
      onPairing();
      return pairing(...points);
    });
    return engine;
  });
  r1cs = smallR1cs('bn254');
  const first = await filed((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
  powers = await filed((sink) => contribute(first, sink));
  ptau = await filed((sink) => prepare(powers, sink));
  firstKey = await filed((sink) => newKey({ r1cs, ptau }, sink));
  zkey = await filed((sink) => contribute(firstKey, sink));
}, 60_000);

const damaged = (words: string) => ({
  name: 'FedzkError',
  code: 'invalid-ceremony-file',
  message: expect.stringContaining(words),
});

describe('numbers that a file only claims', () => {
  it('sections: how many, and how long', async () => {
    const at12 = (file: Uint8Array, length: bigint) => put(file.slice(), 16, length, 8);
    for (const [file, use] of [
      [zkey, (file: Uint8Array) => contribute(file, memorySink())],
      [ptau, (file: Uint8Array) => prepare(file, memorySink())],
      [r1cs, (file: Uint8Array) => newKey({ r1cs: file, ptau }, memorySink())],
    ] as const) {
      for (const count of [65n, 2n ** 32n - 1n]) {
        await expect(use(put(file.slice(), 8, count, 4))).rejects.toMatchObject(damaged(`${count} sections`));
      }
      for (const length of [2n ** 64n - 1n, 2n ** 63n, 2n ** 53n, BigInt(file.length)]) {
        await expect(use(at12(file, length))).rejects.toMatchObject(damaged('ends early'));
      }
    }
  });

  it('wires that a circuit doesn’t list', async () => {
    const trade = { closes: '2099-01-01T00:00:00Z', name: 'n', publicSignals: ['s'], source: 'p' };
    const beacon = { source: 'drand-quicknet', round: 900_000_000, iterations: 10 } as const;
    for (const wires of [2n ** 16n, 2n ** 24n, 2n ** 28n, 2n ** 32n - 1n]) {
      const claimed = changed(r1cs, 1, (header) => put(header, 4 + 32, wires, 4));
      const sink = memorySink();
      const refused = damaged(`not ${8n * wires}`);
      await expect(newKey({ r1cs: claimed, ptau }, sink)).rejects.toMatchObject(refused);
      expect(sink.bytes).toBeUndefined();
      await expect(verifyKey({ r1cs: claimed, ptau, zkey })).rejects.toMatchObject(refused);
      const all = { ...trade, beacon, level: 'standard', r1cs: claimed, ptau, zkey: firstKey } as const;
      await expect(announce(all)).rejects.toMatchObject(refused);
    }
  });

  it('wires, signals and rows of a key', async () => {
    for (const [at, value] of [
      [72, 2n ** 32n - 1n],
      [76, 2n ** 32n - 1n],
      [80, 2n ** 27n],
      [80, 2n ** 32n - 1n],
    ] as const) {
      const claimed = changed(zkey, 2, (header) => put(header, at, value, 4));
      const code = 'invalid-ceremony-file';
      await expect(contribute(claimed, memorySink())).rejects.toMatchObject({ code });
      await expect(verifyKey({ r1cs, ptau, zkey: claimed })).rejects.toMatchObject({ code });
    }
  });

  it('constraints, and terms of a constraint', async () => {
    const many = changed(r1cs, 1, (header) => put(header, 4 + 32 + 24, 2n ** 32n - 1n, 4));
    await expect(newKey({ r1cs: many, ptau }, memorySink())).rejects.toMatchObject({ code: 'invalid-argument' });
    const terms = changed(r1cs, 2, (body) => put(body, 0, 2n ** 32n - 1n, 4));
    await expect(newKey({ r1cs: terms, ptau }, memorySink())).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('beacons that take long to check', () => {
  /** The file with its last link, a beacon, so many times, and with another exponent. */
  function beacons(file: Uint8Array, type: 7 | 10, times: number): Uint8Array {
    const before = split(firstOf(type)).sections.find((each) => each.type === type)?.content.length ?? 0;
    const countAt = type === 10 ? 64 : 0;
    return changed(file, type, (section) => {
      const link = section.slice(before);
      // … 2 | exponent | 3 | 1 | value
      link[link.length - 4] = 20;
      const links = Buffer.concat([section.subarray(0, before), ...Array.from({ length: times }, () => link)]);
      const count = new DataView(links.buffer, links.byteOffset + countAt, 4);
      count.setUint32(0, count.getUint32(0, true) + times - 1, true);
      return new Uint8Array(links);
    });
  }
  const firstOf = (type: 7 | 10): Uint8Array => (type === 7 ? powers : zkey);
  const ended = (file: Uint8Array) => filed((sink) => applyBeacon(file, sink, { value: 'ff', iterations: 10 }));

  it('many of them', async () => {
    const [key, over] = [await ended(zkey), await ended(powers)];
    const words = damaged('its beacons take 3145728 hashes, more than 2097152');
    await expect(contribute(beacons(key, 10, 3), memorySink())).rejects.toMatchObject(words);
    await expect(verifyKey({ r1cs, ptau, zkey: beacons(key, 10, 3) })).rejects.toMatchObject(words);
    await expect(verifyPowers(beacons(over, 7, 3))).rejects.toMatchObject(words);
  });

  it('one of them can be cancelled', async () => {
    const [key, over] = [beacons(await ended(zkey), 10, 1), beacons(await ended(powers), 7, 1)];
    for (const act of [
      (signal: AbortSignal) => verifyKey({ r1cs, ptau, zkey: key }, { signal }),
      (signal: AbortSignal) => verifyPowers(over, { signal }),
    ]) {
      const own = new AbortController();
      const digest = vi.spyOn(crypto.subtle, 'digest');
      digest.mockImplementation(async () => {
        if (digest.mock.calls.length === 100) own.abort(new Error('enough'));
        return new ArrayBuffer(32);
      });
      try {
        await expect(act(own.signal)).rejects.toThrow('enough');
        expect(digest).toHaveBeenCalledTimes(100);
      } finally {
        digest.mockRestore();
      }
    }
  });
});

it('a long chain can be cancelled', { timeout: 60_000 }, async () => {
  let long = zkey;
  for (let i = 0; i < 9; i++) long = await filed((sink) => contribute(long, sink));
  const own = new AbortController();
  let pairings = 0;
  onPairing = () => {
    // As a click on "cancel" comes: as a task of its own.
    if (pairings++ === 0) setTimeout(() => own.abort(new Error('enough')));
  };
  try {
    const sink = memorySink();
    await expect(contribute(long, sink, {}, { signal: own.signal })).rejects.toThrow('enough');
    expect(sink.bytes).toBeUndefined();
    // Two for each of the eight links before other tasks run.
    expect(pairings).toBe(16);
  } finally {
    onPairing = () => {};
  }
});

it('memory that changes during a call, or is shared', async () => {
  const value = Uint8Array.of(1, 2, 3);
  const sink = memorySink();
  const call = applyBeacon(zkey, sink, { value, iterations: 10 });
  value.fill(9);
  await call;
  expect(await verifyKey({ r1cs, ptau, zkey: sink.bytes as Uint8Array })).toMatchObject({ ok: true });
  const shared = (file: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(new SharedArrayBuffer(file.length));
    copy.set(file);
    return copy;
  };
  const next = await filed((to) => contribute(shared(zkey), to));
  expect(await verifyKey({ r1cs: shared(r1cs), ptau: shared(ptau), zkey: shared(next) })).toMatchObject({ ok: true });
  await expect(applyBeacon(zkey, memorySink(), { value: shared(value), iterations: 10 })).rejects.toMatchObject({
    code: 'invalid-argument',
  });
});

it('manifests of another form are not signed', async () => {
  const signer = { name: 'vera', verifierKey: verifier(7).key, sign: async () => new Uint8Array(64) };
  const manifest = manifestOf(draftOf());
  const { contributors: _, ...without } = manifest;
  for (const json of [
    '',
    'null',
    '[]',
    '{}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${canonical(manifest)}\n`,
    canonical(without),
    canonical({ ...manifest, verifiers: undefined }),
    canonical({ ...manifest, contributors: [null] }),
    canonical({ ...manifest, verifiers: [{ key: 1 }] }),
    canonical({ ...manifest, verifiers: {} }),
    canonical({ ...manifest, zkey: null }),
    canonical({ ...manifest, phase2: '' }),
    ' '.repeat(3 * 2 ** 20),
    {} as string,
  ]) {
    await expect(
      signManifest({ manifest: json, r1cs, ptau, zkey, signer }),
      String(json).slice(0, 80),
    ).rejects.toMatchObject({
      name: 'FedzkError',
      code: 'invalid-argument',
      message: expect.stringMatching(/^"manifest" expected /),
    });
  }
  // Another ceremony's, in its form.
  await expect(signManifest({ manifest: canonical(manifest), r1cs, ptau, zkey, signer })).rejects.toMatchObject({
    code: 'not-authentic',
  });
});
