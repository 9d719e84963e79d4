/** The engine of ceremonies against snarkjs: beacons, whose numbers are no secret, Lagrange forms, first keys. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { CeremonyEngine, Group, PowersParts } from '../../src/ceremony/engine/types.js';
import { integerAt, join, split } from '../support/sections.js';
import { CURVES, openEngine } from './support/engine.js';
import { mixed, squares } from './support/r1cs.js';
import { beaconSeed, sectionsOf, snarkjsFirstKey, snarkjsKeyBeacon, snarkjsPowers } from './support/snarkjs.js';

const POWER = 4;

/** The parts of a prepared file. */
function partsOf(file: Uint8Array, n8: number, power: number): PowersParts {
  const section = sectionsOf(file);
  const { sections } = split(file);
  let at = 12;
  for (const { type, content } of sections) {
    at += 12 + content.length;
    if (type === 2) break;
  }
  return {
    power,
    async read(type, first, count) {
      const size = ([3, 6, 13].includes(type) ? 4 : 2) * n8;
      return section(type).slice(first * size, (first + count) * size);
    },
    after2: file.slice(at, at + 2 * n8),
  };
}

/** Makes a first key, and returns its sections and its hash. */
async function firstKey(
  engine: CeremonyEngine,
  r1cs: Uint8Array,
  powers: PowersParts,
): Promise<{ sections: Map<number, Uint8Array>; hash: Uint8Array }> {
  const parts = new Map<number, { length: number; parts: Uint8Array[] }>();
  let last: Uint8Array[] = [];
  const hash = await engine.newKey(r1cs, powers, {
    async begin(type, length) {
      expect(type).toBe(parts.size + 1);
      last = [];
      parts.set(type, { length, parts: last });
    },
    async part(bytes) {
      last.push(bytes);
    },
  });
  const sections = new Map<number, Uint8Array>();
  for (const [type, { length, parts: all }] of parts) {
    const content = new Uint8Array(Buffer.concat(all));
    expect(content.length).toBe(length);
    sections.set(type, content);
  }
  return { sections, hash };
}

describe.each(CURVES)('%s', (curve) => {
  const powers = curve === 'bn254' || process.env['SLOW'] !== undefined ? [15, 16] : [15];
  let engine: CeremonyEngine;
  let ptau: Awaited<ReturnType<typeof snarkjsPowers>>;
  let n1: number;
  let n2: number;

  beforeAll(async () => {
    engine = await openEngine(curve);
    ptau = await snarkjsPowers(curve, POWER);
    n1 = 2 * engine.n8;
    n2 = 4 * engine.n8;
  });

  it("multiplies powers as snarkjs's beacon", async () => {
    const [before, after] = [sectionsOf(ptau.first), sectionsOf(ptau.second)];
    const secrets = engine.secrets(beaconSeed(), 3);
    for (const [type, group, factor] of [
      [2, 'g1', -1],
      [3, 'g2', -1],
      [4, 'g1', 1],
      [5, 'g1', 2],
    ] as const) {
      const size = group === 'g1' ? n1 : n2;
      const points = before(type);
      const half = 5 * size;
      const parts = [
        await engine.scalePowers(group, points.subarray(0, half), 0, secrets, factor),
        await engine.scalePowers(group, points.subarray(half), 5, secrets, factor),
      ] as Uint8Array[];
      expect(Buffer.concat(parts).equals(after(type)), `section ${type}`).toBe(true);
    }
    const beta = engine.multiply('g2', before(6), secrets, 2);
    expect(beta).toEqual(after(6));

    // Section 7: the count, the powers' five points, then s and sx of τ, α, β, then their spx.
    const link = after(7).subarray(4 + 3 * n1 + 2 * n2);
    for (let i = 0; i < 3; i++) {
      const s = secrets.points.subarray(i * n1, (i + 1) * n1);
      expect(s).toEqual(link.slice(2 * i * n1, (2 * i + 1) * n1));
      expect(engine.multiply('g1', s, secrets, i)).toEqual(link.slice((2 * i + 1) * n1, (2 * i + 2) * n1));
    }
    // snarkjs leaves what it hashed before in the rest of the buffer; ours is zeros.
    const state = link.slice(6 * n1 + 3 * n2, 6 * n1 + 3 * n2 + 216);
    const filled = Number(integerAt(state, 200, 8));
    expect(engine.blake2b(state)?.state()).toEqual(state.map((byte, i) => (i < 128 && i >= filled ? 0 : byte)));
    secrets.dispose();
  });

  it("makes snarkjs's Lagrange forms", async () => {
    const [powers, prepared] = [sectionsOf(ptau.second), sectionsOf(ptau.prepared)];
    for (const [from, to, group, most] of [
      [2, 12, 'g1', POWER + 1],
      [3, 13, 'g2', POWER],
      [4, 14, 'g1', POWER],
      [5, 15, 'g1', POWER],
    ] as const satisfies readonly (readonly [number, number, Group, number])[]) {
      const size = group === 'g1' ? n1 : n2;
      for (let k = 0; k <= most; k++) {
        const points = new Uint8Array(2 ** k * size);
        // The last coefficient of the largest domain is infinity.
        points.set(powers(from).subarray(0, points.length));
        const expected = prepared(to).slice((2 ** k - 1) * size, (2 ** (k + 1) - 1) * size);
        expect(await engine.lagrange(group, points), `section ${to}, 2^${k}`).toEqual(expected);
      }
    }
  });

  it.each([
    ['mixed', mixed(curve)],
    ['squares', squares(curve, 11)],
  ])("makes snarkjs's first key: %s", async (_, r1cs) => {
    const expected = sectionsOf(await snarkjsFirstKey(curve, r1cs, ptau.prepared));
    const { sections, hash } = await firstKey(engine, r1cs, partsOf(ptau.prepared, engine.n8, POWER));
    for (const [type, content] of sections) expect(content, `section ${type}`).toEqual(expected(type));
    expect(sections.size).toBe(9);
    expect(hash).toEqual(expected(10).slice(0, 64));
  });

  it("divides a key's points as snarkjs's beacon", async () => {
    const first = await snarkjsFirstKey(curve, mixed(curve), ptau.prepared);
    const [before, after] = [sectionsOf(first), sectionsOf(await snarkjsKeyBeacon(curve, first))];
    const secrets = engine.secrets(beaconSeed(), 1);
    for (const type of [8, 9]) expect(await engine.scale(before(type), secrets, 0)).toEqual(after(type));

    // Section 2 ends with δ₁ and δ₂; section 10 has csHash, a count, and the link δ, s, sx, spx, transcript.
    const deltas = (file: typeof before): Uint8Array => file(2).slice(-n1 - n2);
    expect(engine.multiply('g1', deltas(before).subarray(0, n1), secrets, 0)).toEqual(deltas(after).slice(0, n1));
    expect(engine.multiply('g2', deltas(before).subarray(n1), secrets, 0)).toEqual(deltas(after).slice(n1));
    const link = after(10).slice(68);
    expect(secrets.points).toEqual(link.slice(n1, 2 * n1));
    expect(engine.multiply('g1', secrets.points, secrets, 0)).toEqual(link.slice(2 * n1, 3 * n1));
    const transcript = link.slice(3 * n1 + n2, 3 * n1 + n2 + 64);
    const sp = engine.hashToG2(transcript);
    const spx = link.slice(3 * n1, 3 * n1 + n2);
    expect(engine.multiply('g2', sp, secrets, 0)).toEqual(spx);
    const { points: s } = secrets;
    const sx = link.slice(2 * n1, 3 * n1);
    expect(engine.pairing(s, spx, sx, sp)).toBe(true);
    expect(engine.pairing(s, sp, sx, sp)).toBe(false);

    const own = engine.blake2b();
    own.update(after(10).subarray(0, 64));
    own.update(engine.uncompressed('g1', s));
    own.update(engine.uncompressed('g1', sx));
    expect(own.digest()).toEqual(transcript);
    secrets.dispose();
  });

  // snarkjs hashes a point too many from 2^15 on. The points need not belong together: it looks at none of them.
  it.each(powers)('hashes a circuit of 2^15 rows like snarkjs with powers of 2^%i', async (power) => {
    const some = sectionsOf(ptau.prepared);
    const filled = (type: number, size: number, count: number): Uint8Array => {
      const pattern = some(type).subarray(0, 15 * size);
      const out = new Uint8Array(count * size);
      for (let at = 0; at < out.length; at += pattern.length) out.set(pattern.subarray(0, out.length - at), at);
      return out;
    };
    const n = 2 ** power;
    const { head, sections } = split(ptau.prepared);
    const counts = new Map([
      [2, [n1, 2 * n - 1]],
      [3, [n2, n]],
      [4, [n1, n]],
      [5, [n1, n]],
      [12, [n1, 4 * n - 1]],
      [13, [n2, 2 * n - 1]],
      [14, [n1, 2 * n - 1]],
      [15, [n1, 2 * n - 1]],
    ]);
    const file = join(
      head,
      sections.map(({ type, content }) => {
        if (type === 1) {
          const header = content.slice();
          header[header.length - 8] = power;
          header[header.length - 4] = power;
          return { type, content: header };
        }
        const [size, count] = counts.get(type) ?? [];
        return { type, content: size === undefined || count === undefined ? content : filled(type, size, count) };
      }),
    );
    const r1cs = squares(curve, 2 ** 14);
    const expected = sectionsOf(await snarkjsFirstKey(curve, r1cs, file));
    const { hash } = await firstKey(engine, r1cs, partsOf(file, engine.n8, power));
    expect(hash).toEqual(expected(10).slice(0, 64));
  });
});
