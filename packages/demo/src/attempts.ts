/**
 * Good proofs, and one of each kind that has to be refused.
 */
import type { ProofInput, ProofJson, PublicSignalsInput, VerifyStatus } from '@fedzk/verify';
import { pointOutsideSubgroup, type SliceProof } from './vectors.js';

/** Something sent in as a proof, and what has to become of it. */
export interface Attempt {
  readonly name: string;
  readonly proof: ProofInput;
  readonly publicSignals: PublicSignalsInput;
  readonly expected: VerifyStatus;
}

const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The clients' own proofs. */
export function honest(proofs: readonly SliceProof[]): Attempt[] {
  return proofs.map(({ name, proof, publicSignals }) => ({ name, proof, publicSignals, expected: 'ok' }));
}

/** What could be sent in place of a proof, made from an honest one. */
export function dishonest({ proof, publicSignals }: SliceProof, another: SliceProof): Attempt[] {
  const [x = '', y = ''] = proof.pi_a;
  const [rho = '', tag = '', ...rest] = publicSignals;
  const withA = (pi_a: readonly string[]): ProofJson => ({ ...proof, pi_a });
  const attempt = (
    name: string,
    expected: VerifyStatus,
    changed: { proof?: ProofInput; publicSignals?: PublicSignalsInput },
  ): Attempt => ({ name, expected, proof, publicSignals, ...changed });
  return [
    attempt('a coordinate in hexadecimal', 'malformed-proof', { proof: withA([hex(x), y, '1']) }),
    attempt('a signal with a leading zero', 'malformed-signals', { publicSignals: [`0${rho}`, tag, ...rest] }),
    attempt('the last signal left out', 'signal-count', { publicSignals: publicSignals.slice(0, -1) }),
    attempt('a signal plus r', 'signal-range', { publicSignals: [rho, String(BigInt(tag) + R), ...rest] }),
    attempt('a coordinate plus p', 'coordinate-range', { proof: withA([String(BigInt(x) + P), y, '1']) }),
    attempt('A at infinity', 'infinity', { proof: withA(['0', '1', '0']) }),
    attempt('A off the curve', 'not-on-curve', { proof: withA([x, String((BigInt(y) + 1n) % P), '1']) }),
    attempt('B outside the subgroup', 'not-in-subgroup', {
      proof: { ...proof, pi_b: [...pointOutsideSubgroup(), ['1', '0']] },
    }),
    attempt('a sum that is one too high', 'equation', { publicSignals: plusOne(publicSignals, 2) }),
    attempt("another client's proof", 'equation', { proof: another.proof }),
  ];
}

function hex(decimal: string): string {
  return `0x${BigInt(decimal).toString(16)}`;
}

function plusOne(signals: readonly string[], index: number): string[] {
  return signals.map((signal, i) => (i === index ? String((BigInt(signal) + 1n) % R) : signal));
}
