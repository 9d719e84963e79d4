// Checks of snarkjs JSON before a curve library reads it: the shape, and that each number is
// written in the one canonical way. These functions throw on anything else, and the glue then
// answers false.

/**
 * A canonical decimal, no longer than coordinates on BLS12-381. The reader checks that a number is
 * below its modulus.
 */
const CANONICAL = /^(?:0|[1-9][0-9]{0,114})$/;

/** Returns x and y of a point in G1. */
export function g1Strings(point: readonly string[]): [x: string, y: string] {
  const [x, y, z] = point;
  if (point.length !== 3 || z !== '1') throw new Error('expected [x, y, "1"]');
  return [decimal(x), decimal(y)];
}

/** Returns the parts of x and y of a point in G2. */
export function g2Strings(point: readonly (readonly string[])[]): [x0: string, x1: string, y0: string, y1: string] {
  const [x, y, z] = point;
  if (point.length !== 3 || x?.length !== 2 || y?.length !== 2 || z?.join() !== '1,0') {
    throw new Error('expected [x, y, ["1", "0"]]');
  }
  return [decimal(x[0]), decimal(x[1]), decimal(y[0]), decimal(y[1])];
}

/** Returns the signals. Throws unless there are `count` of them. */
export function signalStrings(signals: readonly string[], count: number): string[] {
  if (signals.length !== count) throw new Error(`expected ${count} signals`);
  return signals.map(decimal);
}

function decimal(text: string | undefined): string {
  if (text === undefined || !CANONICAL.test(text)) throw new Error('expected a canonical decimal');
  return text;
}

/** Returns the number. Throws unless it is below the modulus. */
export function below(text: string, modulus: bigint): bigint {
  const value = BigInt(text);
  if (value >= modulus) throw new Error('not below the modulus');
  return value;
}

/** Returns the verdict of a verification, and false if it throws. */
export function orFalse(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}
