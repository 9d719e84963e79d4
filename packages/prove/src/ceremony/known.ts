import { PERPETUAL_POWERS } from '@fedzk/verify/ceremony';

/** Returns the power of a published file with this hash, hexadecimal; undefined for any other. */
export function knownPower(blake2b: string): number | undefined {
  const found = Object.entries(PERPETUAL_POWERS).find(([, hash]) => hash === blake2b);
  return found === undefined ? undefined : Number(found[0]);
}
