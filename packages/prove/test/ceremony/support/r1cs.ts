/** Circuits as circom compiles them, put together by hand. */

import { ORDERS } from '@fedzk/statement';
import type { Curve } from '@fedzk/verify';

type Terms = readonly (readonly [wire: number, coefficient: bigint])[];

/** Writes iden3's r1cs format. */
function r1csOf(
  curve: Curve,
  {
    wires,
    publicSignals,
    constraints,
  }: { wires: number; publicSignals: number; constraints: readonly (readonly [Terms, Terms, Terms])[] },
): Uint8Array {
  const order = ORDERS[curve];
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const element = (value: bigint): Buffer =>
    Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n)));
  const section = (type: number, content: Buffer): Buffer => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(content.length));
    return Buffer.concat([u32(type), length, content]);
  };
  const combination = (terms: Terms): Buffer[] => [
    u32(terms.length),
    ...terms.flatMap(([wire, coefficient]) => [u32(wire), element(((coefficient % order) + order) % order)]),
  ];
  const header = Buffer.concat([
    u32(32),
    element(order),
    ...[wires, publicSignals, 0, wires - publicSignals - 1].map(u32),
    Buffer.alloc(8),
    u32(constraints.length),
  ]);
  const body = Buffer.concat(constraints.flatMap((parts) => parts.flatMap(combination)));
  const labels = Buffer.alloc(8 * wires);
  for (let wire = 0; wire < wires; wire++) labels.writeBigUInt64LE(BigInt(wire), 8 * wire);
  const sections = [section(1, header), section(2, body), section(3, labels)];
  return new Uint8Array(Buffer.concat([Buffer.from('r1cs'), u32(1), u32(sections.length), ...sections]));
}

/** x squared so many times. */
export function squares(curve: Curve, count: number): Uint8Array {
  const constraints = Array.from(
    { length: count },
    (_, i) => [[[i === 0 ? 2 : i + 2, 1n]], [[i === 0 ? 2 : i + 2, 1n]], [[i === count - 1 ? 1 : i + 3, 1n]]] as const,
  );
  return r1csOf(curve, { wires: count + 2, publicSignals: 1, constraints });
}

/** Coefficients of all kinds, an empty combination, and wires that stand nowhere. */
export function mixed(curve: Curve): Uint8Array {
  return r1csOf(curve, {
    wires: 8,
    publicSignals: 2,
    constraints: [
      [
        [
          [3, 1n],
          [4, -1n],
        ],
        [
          [3, 2n],
          [0, 7n],
        ],
        [
          [1, 1n],
          [5, 1n << 40n],
        ],
      ],
      [
        [
          [4, -2n],
          [4, 3n],
          [0, 12345678901234567890123456789n],
        ],
        [[4, 1n]],
        [[2, -(1n << 200n)]],
      ],
      [[], [[0, 1n]], []],
      [
        [
          [5, 1n],
          [3, 0n],
        ],
        [[5, -3n]],
        [
          [3, 5n],
          [4, -1n],
          [1, 1n],
        ],
      ],
    ],
  });
}
