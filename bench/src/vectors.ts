import { readFileSync } from 'node:fs';
import type { VerificationKeyJson } from '@fedzk/verify';
import type { Instance } from './engine.js';

/** A key and valid proofs under it. */
export interface Subject {
  readonly name: string;
  readonly key: VerificationKeyJson;
  readonly instances: readonly Instance[];
}

interface NamedCase extends Instance {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
}

/** The circuit of this project: 4 signals, five proofs. */
export function updateSlice(): Subject {
  return ofOneKey('UpdateSlice(10, 8)', 'groth16/update-slice.json');
}

/** A key from a public ceremony: 4 signals, two of them equal, three proofs. */
export function semaphore(): Subject {
  return ofOneKey('Semaphore v4, depth 16', 'semaphore/depth-16.json');
}

/** All keys made from known trapdoors, one proof each. */
export function simulated(): Subject[] {
  return read<{ cases: NamedCase[] }>('groth16/simulated.json').cases.map(
    ({ name, verificationKey: key, proof, publicSignals }) => ({ name, key, instances: [{ proof, publicSignals }] }),
  );
}

/** The instance with its first signal raised by one, modulo r: what every engine has to refuse. */
export function withChangedSignal({ proof, publicSignals }: Instance): Instance {
  const [first = '0', ...rest] = publicSignals;
  return { proof, publicSignals: [((BigInt(first) + 1n) % R).toString(), ...rest] };
}

/** The order of BN254's groups, EIP-197. */
const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

function ofOneKey(name: string, file: string): Subject {
  const { verificationKey: key, proofs } = read<{ verificationKey: VerificationKeyJson; proofs: Instance[] }>(file);
  return { name, key, instances: proofs.map(({ proof, publicSignals }) => ({ proof, publicSignals })) };
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../packages/vectors/${path}`, import.meta.url), 'utf8')) as T;
}
