// What the glue of a curve library has to check before the library sees a number: the shape of snarkjs JSON, and that
// each number has one spelling only. Throws on anything else; the glue answers false.

/** As long as coordinates on BLS12-381; that a number is below the modulus is checked by who reads it. */
const CANONICAL = /^(?:0|[1-9][0-9]{0,114})$/;

/** x and y of a point in G1. */
export function g1Strings(point: readonly string[]): [x: string, y: string] {
  const [x, y, z] = point;
  if (point.length !== 3 || z !== '1') throw new Error('expected [x, y, "1"]');
  return [decimal(x), decimal(y)];
}

/** The parts of x and y of a point in G2. */
export function g2Strings(point: readonly (readonly string[])[]): [x0: string, x1: string, y0: string, y1: string] {
  const [x, y, z] = point;
  if (point.length !== 3 || x?.length !== 2 || y?.length !== 2 || z?.join() !== '1,0') {
    throw new Error('expected [x, y, ["1", "0"]]');
  }
  return [decimal(x[0]), decimal(x[1]), decimal(y[0]), decimal(y[1])];
}

/** `count` signals. */
export function signalStrings(signals: readonly string[], count: number): string[] {
  if (signals.length !== count) throw new Error(`expected ${count} signals`);
  return signals.map(decimal);
}

function decimal(text: string | undefined): string {
  if (text === undefined || !CANONICAL.test(text)) throw new Error('expected a canonical decimal');
  return text;
}

/** The number, where it is below the modulus. */
export function below(text: string, modulus: bigint): bigint {
  const value = BigInt(text);
  if (value >= modulus) throw new Error('not below the modulus');
  return value;
}

/** The verdict of a verification that throws on what it refuses. */
export function orFalse(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}
