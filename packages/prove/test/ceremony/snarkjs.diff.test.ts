/** Ceremonies of 2^6 with snarkjs, both ways: each checks what the other made, and what has no chance in it is equal. */
import { beforeAll, describe, expect, it } from 'vitest';
import { PARTIAL_BYTES } from '../../src/ceremony/format/ptau.js';
import { verifyKey, verifyPowers } from '../../src/ceremony/index.js';
import { changed, split } from '../support/sections.js';
import { r1csOf } from './support/circuit.js';
import { OURS, THEIRS, theyVerifyKey, theyVerifyPowers } from './support/steps.js';
import { useEngine } from './support/use-engine.js';

useEngine();

describe.each(['bn254', 'bls12-381'] as const)('%s', (curve) => {
  /** Powers that snarkjs made, with two contributions, not prepared and prepared. */
  let powers: Uint8Array;
  let ended: Uint8Array;
  let prepared: Uint8Array;

  beforeAll(async () => {
    powers = await THEIRS.contribute(await THEIRS.newPowers(curve), 'first', curve);
    ended = await THEIRS.beacon(powers, curve);
    prepared = await THEIRS.prepare(ended, curve);
  }, 60_000);

  it('new powers are equal', async () => {
    expect(Buffer.compare(await OURS.newPowers(curve), await THEIRS.newPowers(curve))).toBe(0);
  });

  it('a beacon of powers is equal, but for what its hash had left over', async () => {
    const ours = await OURS.beacon(powers, curve);
    expect(Buffer.compare(withoutStale(ours, curve), withoutStale(ended, curve))).toBe(0);
    expect(await theyVerifyPowers(ours, curve)).toBe(true);
  }, 120_000);

  it('prepared powers are equal', async () => {
    expect(Buffer.compare(await OURS.prepare(ended, curve), prepared)).toBe(0);
  }, 120_000);

  it('contributions to powers in turn are verified by both', async () => {
    let file = await OURS.contribute(await OURS.newPowers(curve), 'ours', curve);
    expect(await theyVerifyPowers(file, curve)).toBe(true);
    file = await THEIRS.contribute(file, 'theirs', curve);
    file = await OURS.contribute(file, 'ours again', curve);
    expect(await theyVerifyPowers(file, curve)).toBe(true);
    const last = await OURS.prepare(await OURS.beacon(file, curve), curve);
    expect(await theyVerifyPowers(last, curve)).toBe(true);
    expect(await verifyPowers(last)).toMatchObject({
      ok: true,
      problems: [],
      contributions: 4,
      power: 6,
      prepared: true,
    });
    expect(await verifyPowers(prepared)).toMatchObject({ ok: true, problems: [], contributions: 2 });
  }, 300_000);

  it('a first key is equal, section by section', async () => {
    const sections = (file: Uint8Array) =>
      Object.fromEntries(split(file).sections.map(({ type, content }) => [type, Buffer.from(content).toString('hex')]));
    const [ours, theirs] = [await OURS.newKey(prepared, curve), await THEIRS.newKey(prepared, curve)];
    expect(sections(ours)).toEqual(sections(theirs));
  }, 120_000);

  it('contributions to a key in turn are verified by both', async () => {
    let key = await OURS.contribute(await THEIRS.newKey(prepared, curve), 'ours', curve);
    expect(await theyVerifyKey(key, prepared, curve)).toBe(true);
    key = await THEIRS.contribute(key, 'theirs', curve);
    key = await OURS.contribute(key, 'ours again', curve);
    const [ours, theirs] = [await OURS.beacon(key, curve), await THEIRS.beacon(key, curve)];
    expect(Buffer.compare(ours, theirs)).toBe(0);
    expect(await theyVerifyKey(ours, prepared, curve)).toBe(true);
    const report = await verifyKey({ r1cs: r1csOf(curve), ptau: prepared, zkey: ours });
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(report.hashes).toHaveLength(4);
  }, 300_000);
});

/** Overwrites what the buffers of partial hashes hold after the bytes that count. */
function withoutStale(file: Uint8Array, curve: 'bn254' | 'bls12-381'): Uint8Array {
  const n8 = curve === 'bn254' ? 32 : 48;
  return changed(file, 7, (section) => {
    const link = 9 * 2 * n8 + 5 * 4 * n8;
    let at = 4;
    for (let i = 0; i < new DataView(section.buffer, section.byteOffset).getUint32(0, true); i++) {
      const view = new DataView(section.buffer, section.byteOffset + at + link);
      const buffered = view.getUint32(128 + 64 + 8, true);
      section.fill(0, at + link + buffered, at + link + 128);
      at += link + PARTIAL_BYTES + 64 + 4;
      at += 4 + new DataView(section.buffer, section.byteOffset + at).getUint32(0, true);
    }
    return section;
  });
}
