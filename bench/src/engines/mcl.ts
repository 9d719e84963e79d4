import type { VerificationKeyJson } from '@fedzk/verify';
import mcl from 'mcl-wasm';
import { type Curve, curveOf } from '../curves.js';
import type { Engine, Instance, Prepared } from '../engine.js';
import { g1Strings, g2Strings, orFalse, signalStrings } from './strings.js';

// mcl has the curves and their pairing; Groth16 is this glue's. It prepares e(α, β) and the lines of γ and δ, and uses
// the combination of Miller loops that was fastest of those that the API offers for three pairs of which two are
// prepared. There is none of all three: the accumulator is squared twice. millerLoopVec is not public. The IC sum is
// mcl's mulVec, which splits scalars by the curve's endomorphism but keeps no tables between calls.

const CHECKS =
  'coordinates and signals below the modulus, on curve, B in subgroup by the library; canonical spelling and count ' +
  'by the glue';

/** With both order checks on, as the library starts. */
export function mclOrder(): Engine {
  return engine('mcl', `${CHECKS}; order of A and C checked too`, true);
}

/** Without the order check in G1, for BN254, where it is idle: the cofactor is 1, every point has the order r. */
export function mclNoG1Order(): Engine {
  return engine('mcl, no G1 order', `${CHECKS}; no order check of A and C: cofactor 1, so none is lost`, false);
}

function engine(name: string, checks: string, orderG1: boolean): Engine {
  return {
    name,
    package: 'mcl-wasm',
    strict: true,
    checks,
    async prepare(key) {
      const curve = curveOf(key);
      if (curve !== 'bn254' && !orderG1) throw new Error(`${name} is for BN254 alone`);
      await startMcl(curve);
      return prepare(key, orderG1);
    },
  };
}

/**
 * mcl is one global module, of one curve at a time. Starting it again leaves the keys that were prepared before pointing
 * into the old one's memory: they are good for nothing more, and say so.
 */
let started: { readonly curve: Curve; readonly ready: Promise<void> } | undefined;

export function startMcl(curve: Curve): Promise<void> {
  if (started?.curve !== curve) {
    started = { curve, ready: mcl.init(curve === 'bn254' ? mcl.BN_SNARK1 : mcl.BLS12_381) };
  }
  return started.ready;
}

function prepare(key: VerificationKeyJson, orderG1: boolean): Prepared {
  const current = started;
  check(true);
  const [ic0, ...ic] = key.IC.map(readG1);
  if (ic0 === undefined) throw new Error('a key without IC');
  const alphaBeta = mcl.pairing(readG1(key.vk_alpha_1), readG2(key.vk_beta_2));
  const gamma = new mcl.PrecomputedG2(readG2(key.vk_gamma_2));
  const delta = new mcl.PrecomputedG2(readG2(key.vk_delta_2));

  // e(A, B) e(-L, γ) e(-C, δ) = e(α, β). A pair with infinity contributes 1, which mcl sees to.
  const verify = ({ proof, publicSignals }: Instance): boolean => {
    check(orderG1);
    const scalars = signalStrings(publicSignals, ic.length).map(readFr);
    const a = readG1(proof.pi_a);
    const b = readG2(proof.pi_b);
    const c = readG1(proof.pi_c);
    const l = ic.length === 0 ? ic0 : mcl.add(ic0, mcl.mulVec(ic, scalars));
    const prepared = mcl.precomputedMillerLoop2(mcl.neg(l), gamma, mcl.neg(c), delta);
    return mcl.finalExp(mcl.mul(mcl.millerLoop(a, b), prepared)).isEqual(alphaBeta);
  };
  return (instance) => () => {
    if (started !== current) throw new Error('mcl was started for another curve since this key was prepared');
    return orFalse(() => verify(instance));
  };
}

/** Sets what setStr checks. The switches are the module's, so each verification sets its own. */
function check(orderG1: boolean): void {
  mcl.verifyOrderG1(orderG1);
  mcl.verifyOrderG2(true);
}

/** setStr throws on numbers at the modulus and above, and on points off the curve or, where that is on, of another order. */
function readG1(point: readonly string[]): InstanceType<typeof mcl.G1> {
  const out = new mcl.G1();
  out.setStr(`1 ${g1Strings(point).join(' ')}`, 10);
  return out;
}

function readG2(point: readonly (readonly string[])[]): InstanceType<typeof mcl.G2> {
  const out = new mcl.G2();
  out.setStr(`1 ${g2Strings(point).join(' ')}`, 10);
  return out;
}

function readFr(text: string): InstanceType<typeof mcl.Fr> {
  const out = new mcl.Fr();
  out.setStr(text, 10);
  return out;
}
