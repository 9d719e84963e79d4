import type { VerificationKeyJson } from '@fedzk/verify';
import mcl from 'mcl-wasm';
import { type Curve, curveOf } from '../curves.js';
import type { Engine, Instance, Prepared, PreparedBatch } from '../engine.js';
import { get, innerCall, put, putAll } from './mcl-inner.js';
import { g1Strings, g2Strings, orFalse, signalStrings } from './strings.js';

// mcl has the curves and their pairing; Groth16 is this glue's. It prepares e(α, β) and the lines of γ and δ, and uses
// the combination of Miller loops that was fastest of those that the API offers for three pairs of which two are
// prepared. There is none of all three: the accumulator is squared twice. Together, millerLoopVec is used, which the types leave out. The IC sum is
// mcl's mulVec, which splits scalars by the curve's endomorphism but keeps no tables between calls.

const CHECKS =
  'coordinates and signals below the modulus, on curve, B in subgroup by the library; canonical spelling and count ' +
  'by the glue';

/** Makes the engine with both order checks on, the library's default. */
export function mclOrder(): Engine {
  return engine('mcl', `${CHECKS}; order of A and C checked too`, true);
}

/**
 * Makes the engine without the order check in G1. Over BN254 that check is redundant: the cofactor
 * is 1.
 */
export function mclNoG1Order(): Engine {
  return engine('mcl, no G1 order', `${CHECKS}; no order check of A and C: cofactor 1, so none is lost`, false);
}

function engine(name: string, checks: string, orderG1: boolean): Engine {
  const prepared = async (key: VerificationKeyJson) => {
    const curve = curveOf(key);
    if (curve !== 'bn254' && !orderG1) throw new Error(`${name} is for BN254 alone`);
    await startMcl(curve);
    return groth16(key, orderG1);
  };
  return {
    name,
    package: 'mcl-wasm',
    strict: true,
    checks,
    prepare: async (key) => (await prepared(key)).single,
    prepareBatch: async (key) => (await prepared(key)).batch,
  };
}

/**
 * The curve for which the library was last started. mcl is one global module with one curve at a
 * time, so a restart invalidates keys that were prepared before. Such a key then throws.
 */
let started: { readonly curve: Curve; readonly ready: Promise<void> } | undefined;

export function startMcl(curve: Curve): Promise<void> {
  if (started?.curve !== curve) {
    started = { curve, ready: mcl.init(curve === 'bn254' ? mcl.BN_SNARK1 : mcl.BLS12_381) };
  }
  return started.ready;
}

/** Prepares a key for single proofs and for batches. */
function groth16(
  key: VerificationKeyJson,
  orderG1: boolean,
): { readonly single: Prepared; readonly batch: PreparedBatch } {
  const current = started;
  check(true);
  const [ic0, ...ic] = key.IC.map(readG1);
  if (ic0 === undefined) throw new Error('a key without IC');
  const alpha = readG1(key.vk_alpha_1);
  const alphaBeta = mcl.pairing(alpha, readG2(key.vk_beta_2));
  const beta = new mcl.PrecomputedG2(readG2(key.vk_beta_2));
  const gamma = new mcl.PrecomputedG2(readG2(key.vk_gamma_2));
  const delta = new mcl.PrecomputedG2(readG2(key.vk_delta_2));

  const read = ({ proof, publicSignals }: Instance) => ({
    scalars: signalStrings(publicSignals, ic.length).map(readFr),
    a: readG1(proof.pi_a),
    b: readG2(proof.pi_b),
    c: readG1(proof.pi_c),
  });

  // e(A, B) e(-L, γ) e(-C, δ) = e(α, β). A pair with infinity contributes 1, which mcl sees to.
  const verify = (instance: Instance): boolean => {
    check(orderG1);
    const { scalars, a, b, c } = read(instance);
    const l = ic.length === 0 ? ic0 : mcl.add(ic0, mcl.mulVec(ic, scalars));
    const prepared = mcl.precomputedMillerLoop2(mcl.neg(l), gamma, mcl.neg(c), delta);
    return mcl.finalExp(mcl.mul(mcl.millerLoop(a, b), prepared)).isEqual(alphaBeta);
  };

  // The product of these equations, each to the power of a random ρ: Π e(ρA, B) e(-ΣρL, γ) e(-ΣρC, δ) e(-Σρ α, β) = 1.
  const verifyAll = (instances: readonly Instance[]): boolean => {
    check(orderG1);
    const proofs = instances.map((instance) => ({ ...read(instance), factor: random128() }));
    const factors = proofs.map(({ factor }) => factor);
    const total = factors.reduce(mcl.add);
    const signals = ic.map((_, i) => {
      return proofs.map(({ scalars, factor }) => mcl.mul(scalars[i] as Fr, factor)).reduce(mcl.add);
    });
    const l = mcl.mulVec([ic0, ...ic], [total, ...signals]);
    const c = mcl.mulVec(
      proofs.map((proof) => proof.c),
      factors,
    );
    const multiples = proofs.map(({ a, factor }) => mcl.mul(a, factor));
    const loops = [
      millerLoops(
        multiples,
        proofs.map(({ b }) => b),
      ),
      mcl.precomputedMillerLoop2(mcl.neg(l), gamma, mcl.neg(c), delta),
      mcl.precomputedMillerLoop(mcl.neg(mcl.mul(alpha, total)), beta),
    ];
    return mcl.finalExp(loops.reduce((product, loop) => mcl.mul(product, loop))).isOne();
  };

  const ofThisStart = (verify: () => boolean): boolean => {
    if (started !== current) throw new Error('mcl was started for another curve since this key was prepared');
    return orFalse(verify);
  };
  return {
    single: (instance) => () => ofThisStart(() => verify(instance)),
    batch: (instances) => () => ofThisStart(() => verifyAll(instances)),
  };
}

type Fr = InstanceType<typeof mcl.Fr>;
type G1 = InstanceType<typeof mcl.G1>;
type G2 = InstanceType<typeof mcl.G2>;
type GT = InstanceType<typeof mcl.GT>;

/**
 * Computes a product of Miller loops that share their squarings. The module has this function, its
 * types don't.
 */
function millerLoops(g1: readonly G1[], g2: readonly G2[]): GT {
  const [value, ps, qs] = [new mcl.GT(), putAll(g1), putAll(g2)];
  const place = put(value);
  innerCall('_mclBn_millerLoopVec')(place, ps, qs, g1.length);
  get(place, value);
  for (const used of [place, ps, qs]) mcl.free(used);
  return value;
}

/** Chooses the checks of setStr. They are global, so each verification sets its own. */
function check(orderG1: boolean): void {
  mcl.verifyOrderG1(orderG1);
  mcl.verifyOrderG2(true);
}

/**
 * Reads by setStr, which throws on numbers at the modulus and above, on points off the curve and,
 * if the check is on, on points of another order.
 */
function readG1(point: readonly string[]): G1 {
  const out = new mcl.G1();
  out.setStr(`1 ${g1Strings(point).join(' ')}`, 10);
  return out;
}

function readG2(point: readonly (readonly string[])[]): G2 {
  const out = new mcl.G2();
  out.setStr(`1 ${g2Strings(point).join(' ')}`, 10);
  return out;
}

function readFr(text: string): Fr {
  const out = new mcl.Fr();
  out.setStr(text, 10);
  return out;
}

function random128(): Fr {
  const out = new mcl.Fr();
  out.setLittleEndian(crypto.getRandomValues(new Uint8Array(16)));
  return out;
}
