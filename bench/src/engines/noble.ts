import type { VerificationKeyJson } from '@fedzk/verify';
import { interleavedMSMUnsafe } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { Engine, Instance, Prepared } from '../engine.js';
import { g1Strings, g2Strings, orFalse, signalStrings } from './strings.js';

// noble has the curve and its pairing; Groth16 is this glue's. It prepares what the API lets it: e(α, β), the line
// coefficients of γ and δ, tables of the IC points. That is 1.3 times (4 signals) to 3.5 times (64 signals) faster than
// pairingBatch over four pairs with one multiplication a signal.

const { Fp, Fp12, Fr } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const prepareLines = bn254.utils.calcPairingPrecomputes;

/** Of the tables of IC points; larger gains nothing more at 64 signals. */
const WINDOW = 6;

export function noble(): Engine {
  return {
    name: 'noble',
    package: '@noble/curves',
    strict: true,
    checks: 'on curve and in subgroup by the library (assertValidity); canonical, count and range by the glue',
    prepare,
  };
}

function prepare(key: VerificationKeyJson): Prepared {
  const [ic0, ...ic] = key.IC.map(readG1);
  if (ic0 === undefined) throw new Error('a key without IC');
  const icSum = interleavedMSMUnsafe(G1, ic, WINDOW);
  const alphaBeta = bn254.pairing(readG1(key.vk_alpha_1), readG2(key.vk_beta_2));
  const gamma = prepareLines(readG2(key.vk_gamma_2));
  const delta = prepareLines(readG2(key.vk_delta_2));

  // e(A, B) e(-L, γ) e(-C, δ) = e(α, β). A pair with infinity contributes 1, and its coordinates would not.
  const verify = ({ proof, publicSignals }: Instance): boolean => {
    const scalars = signalStrings(publicSignals, ic.length).map((text) => below(text, Fr.ORDER));
    const a = readG1(proof.pi_a);
    const b = readG2(proof.pi_b);
    const c = readG1(proof.pi_c);
    const l = ic0.add(icSum(scalars));
    const pairs = [
      { g1: a, lines: prepareLines(b) },
      { g1: l.negate(), lines: gamma },
      { g1: c.negate(), lines: delta },
    ].filter(({ g1 }) => !g1.is0());
    const product = bn254.millerLoopBatch(
      pairs.map(({ g1, lines }) => {
        const { x, y } = g1.toAffine();
        return [lines, x, y];
      }),
    );
    return Fp12.eql(Fp12.finalExponentiate(product), alphaBeta);
  };
  return (instance) => () => orFalse(() => verify(instance));
}

/** A finite point of the curve. (0, 0), which the library takes for infinity, is refused. */
function readG1(point: readonly string[]): InstanceType<typeof G1> {
  const [x, y] = g1Strings(point).map((text) => below(text, Fp.ORDER)) as [bigint, bigint];
  return valid(G1.fromAffine({ x, y }));
}

/** A finite point of the subgroup. The library takes coordinates of Fp2 at p and above, so the glue looks at them. */
function readG2(point: readonly (readonly string[])[]): InstanceType<typeof G2> {
  const [x0, x1, y0, y1] = g2Strings(point).map((text) => below(text, Fp.ORDER)) as [bigint, bigint, bigint, bigint];
  return valid(G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }));
}

function valid<P extends { is0(): boolean; assertValidity(): void }>(point: P): P {
  if (point.is0()) throw new Error('infinity');
  point.assertValidity();
  return point;
}

function below(text: string, modulus: bigint): bigint {
  const value = BigInt(text);
  if (value >= modulus) throw new Error('not below the modulus');
  return value;
}
