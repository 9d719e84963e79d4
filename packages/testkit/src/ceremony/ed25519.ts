/**
 * Ed25519 as CEREMONY.md wants it, on the points of `@noble/curves`.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';

const { Point } = ed25519;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** A and R canonical and not of small order, [ℓ]A = O, S < ℓ, and encode([S]B − [h]A) equal to R's bytes. */
export function verifiesStrictly(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const [R, S] = [signature.slice(0, 32), littleEndian(signature.slice(32))];
  try {
    const A = Point.fromBytes(Uint8Array.from(key), false);
    const point = Point.fromBytes(Uint8Array.from(R), false);
    if (A.isSmallOrder() || point.isSmallOrder() || !A.isTorsionFree() || S >= ORDER) return false;
    const h = littleEndian(sha512(Buffer.concat([R, key, message]))) % ORDER;
    const found = Point.BASE.multiplyUnsafe(S).subtract(A.multiplyUnsafe(h));
    return Buffer.from(found.toBytes()).equals(R);
  } catch {
    return false;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
