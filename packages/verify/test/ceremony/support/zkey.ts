/** A file like a proving key around a list of contributions; its points are zeros. */
import { CURVES, type Name } from '@fedzk/testkit/ceremony/curves';

const [WIRES, PUBLIC, DOMAIN] = [10, 2, 16];

/** @param wrong `more` is the type of a section with a byte too many */
export function zkeyOf(
  name: Name,
  section10: Uint8Array,
  { more }: { readonly more?: number } = {},
): Uint8Array<ArrayBuffer> {
  const { n, q, r } = CURVES[name];
  const [g1, g2] = [2 * n, 4 * n];
  const u32s = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
  const prime = (value: bigint, bytes: number): Buffer =>
    Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex').reverse();
  const header = [
    u32s(n),
    prime(q, n),
    u32s(32),
    prime(r, 32),
    u32s(WIRES, PUBLIC, DOMAIN),
    Buffer.alloc(3 * g1 + 3 * g2),
  ];
  const contents: readonly Uint8Array[] = [
    u32s(1),
    Buffer.concat(header),
    Buffer.alloc((PUBLIC + 1) * g1),
    u32s(0),
    Buffer.alloc(WIRES * g1),
    Buffer.alloc(WIRES * g1),
    Buffer.alloc(WIRES * g2),
    Buffer.alloc((WIRES - PUBLIC - 1) * g1),
    Buffer.alloc(DOMAIN * g1),
    section10,
  ];
  const sections = contents.map((content, i) => {
    const own = more === i + 1 ? Buffer.concat([content, Buffer.alloc(1)]) : content;
    const head = Buffer.alloc(12);
    head.writeUInt32LE(i + 1, 0);
    head.writeBigUInt64LE(BigInt(own.length), 4);
    return Buffer.concat([head, own]);
  });
  return new Uint8Array(Buffer.concat([Buffer.from('zkey'), u32s(1, contents.length), ...sections]));
}
