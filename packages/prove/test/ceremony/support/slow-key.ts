/** Makes a circuit's first key as snarkjs does, for domains below 2^15 (snarkjs 0.7.6). */
import type { G1, G2 } from '@fedzk/testkit/ceremony/curves';
import { blake2b } from '@noble/hashes/blake2.js';
import type { Group, KeyOutput, PowersParts } from '../../../src/ceremony/engine/types.js';
import { split } from '../../support/sections.js';
import { type Points, plus, scaled } from './slow-engine.js';

interface R1cs {
  readonly wires: number;
  readonly nPublic: number;
  /** A, B and C of each row: coefficients by wire. */
  readonly rows: readonly (readonly (readonly [wire: number, value: bigint])[])[][];
}

function read(file: Uint8Array): R1cs {
  const { sections } = split(file);
  const content = (type: number) => {
    const found = sections.find((each) => each.type === type)?.content;
    if (found === undefined) throw new Error(`no section ${type}`);
    return Buffer.from(found);
  };
  const [header, body] = [content(1), content(2)];
  const at = 4 + 32;
  const [wires, outputs, inputs] = [0, 4, 8].map((i) => header.readUInt32LE(at + i)) as [number, number, number];
  const constraints = header.readUInt32LE(at + 16 + 8);
  let position = 0;
  const u32 = () => {
    position += 4;
    return body.readUInt32LE(position - 4);
  };
  const terms = () =>
    Array.from({ length: u32() }, () => {
      const wire = u32();
      position += 32;
      return [
        wire,
        BigInt(
          `0x${Buffer.from(body.subarray(position - 32, position))
            .reverse()
            .toString('hex')}`,
        ),
      ] as const;
    });
  return {
    wires,
    nPublic: outputs + inputs,
    rows: Array.from({ length: constraints }, () => [terms(), terms(), terms()]),
  };
}

const u32be = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export async function slowKey(
  points: Points,
  file: Uint8Array,
  powers: PowersParts,
  output: KeyOutput,
): Promise<Uint8Array> {
  const { wires, nPublic, rows } = read(file);
  const { r, q, n } = points.on;
  const k = Math.ceil(Math.log2(rows.length + nPublic + 1));
  const domain = 2 ** k;
  if (k >= 15) throw new Error('the slow engine has domains below 2^15');
  const lagrange = async (section: 12 | 13 | 14 | 15, group: Group) =>
    points.valid(group, await powers.read(section, domain - 1, domain));
  const [tau, tau2, alphaTau, betaTau] = [
    (await lagrange(12, 'g1')) as G1[],
    (await lagrange(13, 'g2')) as G2[],
    (await lagrange(14, 'g1')) as G1[],
    (await lagrange(15, 'g1')) as G1[],
  ];
  const sums = <P extends G1 | G2>(zero: P) => Array.from({ length: wires }, () => zero);
  const zero1 = points.zero('g1') as G1;
  const [a, b1, b2, k1] = [sums(zero1), sums(zero1), sums(points.zero('g2') as G2), sums(zero1)];
  const coefficients: Buffer[] = [];
  const add = <P extends G1 | G2>(list: P[], wire: number, point: P, value: bigint) => {
    list[wire] = plus(list[wire] as P, scaled(point, value));
  };
  const R2 = (1n << 512n) % r;
  const coefficient = (matrix: number, row: number, wire: number, value: bigint) => {
    const bytes = Buffer.alloc(44);
    for (const [i, word] of [matrix, row, wire].entries()) bytes.writeUInt32LE(word, 4 * i);
    bytes.set(Buffer.from(((value * R2) % r).toString(16).padStart(64, '0'), 'hex').reverse(), 12);
    coefficients.push(bytes);
  };
  for (const [row, [inA = [], inB = [], inC = []]] of rows.entries()) {
    for (const [wire, value] of inA) {
      add(a, wire, tau[row] as G1, value);
      add(k1, wire, betaTau[row] as G1, value);
      coefficient(0, row, wire, value);
    }
    for (const [wire, value] of inB) {
      add(b1, wire, tau[row] as G1, value);
      add(b2, wire, tau2[row] as G2, value);
      add(k1, wire, alphaTau[row] as G1, value);
      coefficient(1, row, wire, value);
    }
    for (const [wire, value] of inC) add(k1, wire, tau[row] as G1, value);
  }
  for (let wire = 0; wire <= nPublic; wire++) {
    const row = rows.length + wire;
    add(a, wire, tau[row] as G1, 1n);
    add(k1, wire, betaTau[row] as G1, 1n);
    coefficient(0, row, wire, 1n);
  }
  const wide = points.valid('g1', await powers.read(12, 2 * domain - 1, 2 * domain)) as G1[];
  const h = wide.filter((_, i) => i % 2 === 1);
  const tauG1 = points.valid('g1', await powers.read(2, 0, 2 * domain - 1)) as G1[];
  const hHashed = Array.from({ length: domain - 1 }, (_, i) => (tauG1[domain + i] as G1).subtract(tauG1[i] as G1));
  const [alpha1] = points.valid('g1', await powers.read(4, 0, 1)) as [G1];
  const [beta1] = points.valid('g1', await powers.read(5, 0, 1)) as [G1];
  const [beta2] = points.valid('g2', await powers.read(6, 0, 1)) as [G2];
  const [one1, one2] = [points.base('g1') as G1, points.base('g2') as G2];
  const header = [alpha1, beta1, beta2, one2, one1, one2];
  const little = (value: bigint, length: number) =>
    Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex').reverse();
  const u32 = (...values: number[]) => Buffer.from(new Uint8Array(Uint32Array.from(values).buffer));
  const sections: readonly (readonly [number, Uint8Array])[] = [
    [1, u32(1)],
    [
      2,
      Buffer.concat([
        ...[u32(n), little(q, n), u32(32), little(r, 32), u32(wires, nPublic, domain)],
        ...header.map((point) => points.write([point])),
      ]),
    ],
    [3, points.write(k1.slice(0, nPublic + 1))],
    [4, Buffer.concat([u32(coefficients.length), ...coefficients])],
    [5, points.write(a)],
    [6, points.write(b1)],
    [7, points.write(b2)],
    [8, points.write(k1.slice(nPublic + 1))],
    [9, points.write(h)],
  ];
  for (const [type, content] of sections) {
    await output.begin(type, content.length);
    await output.part(new Uint8Array(content));
  }
  const lists: readonly (readonly (G1 | G2)[])[] = [
    k1.slice(0, nPublic + 1),
    hHashed,
    k1.slice(nPublic + 1),
    a,
    b1,
    b2,
  ];
  const hashed = lists.flatMap((list) => [u32be(list.length), points.uncompressed(list)]);
  return blake2b(Buffer.concat([points.uncompressed(header), ...hashed]), { dkLen: 64 });
}
