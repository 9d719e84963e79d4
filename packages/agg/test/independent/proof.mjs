/** A Groth16 proof, as snarkjs writes it, in the 192 bytes of a report: FORMAT.md, "Report". */
import { uint } from './client.mjs';

/** The fields of the coordinates by curve number. */
const P = {
  1: 21888242871839275222246405745257275088696311157297823662689037894645226208583n,
  2: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
};
/** Bytes of a coordinate, and the highest bits of a compressed point with the smaller y and with the larger. */
const FORMS = { 1: { bytes: 32, smaller: 0x80, larger: 0xc0 }, 2: { bytes: 48, smaller: 0x80, larger: 0xa0 } };

/** The coordinates of an element of F_p or F_p², the imaginary part first. */
const parts = (x) => (Array.isArray(x) ? [BigInt(x[1]), BigInt(x[0])] : [BigInt(x)]);

function isLarger(y, p) {
  const [first] = parts(y).filter((part) => part !== 0n);
  return first > (p - 1n) / 2n;
}

function point([x, y], curve, compressed) {
  const { bytes, smaller, larger } = FORMS[curve];
  const write = (value) => Buffer.concat(parts(value).map((part) => uint(part, bytes)));
  if (!compressed) return Buffer.concat([write(x), write(y)]);
  const written = write(x);
  written[0] |= isLarger(y, P[curve]) ? larger : smaller;
  return written;
}

export function proofBytes({ pi_a, pi_b, pi_c }, curve) {
  return Buffer.concat([point(pi_a, curve, true), point(pi_b, curve, curve === 2), point(pi_c, curve, true)]);
}
