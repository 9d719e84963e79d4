// The vectors of packages/vectors, one form for all three sources.
import { readFileSync } from 'node:fs';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';

/** A proof that is valid for its signals under its key. */
export interface Statement {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
}

interface OneKey {
  readonly verificationKey: VerificationKeyJson;
  readonly proofs: readonly Omit<Statement, 'verificationKey'>[];
}

/** A file of packages/vectors. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url), 'utf8')) as T;
}

export const simulated: readonly Statement[] = readVectors<{ cases: Statement[] }>('groth16/simulated.json').cases;
export const updateSlice: readonly Statement[] = withKey('update-slice', readVectors('groth16/update-slice.json'));
export const semaphore: readonly Statement[] = withKey('semaphore', readVectors('semaphore/depth-16.json'));
export const statements: readonly Statement[] = [...simulated, ...updateSlice, ...semaphore];

/** A valid statement of a real circuit with four signals, the one that most cases change. */
export const slice: Statement = first(updateSlice);
/** Another statement under the same key. */
export const otherSlice: Statement = first(updateSlice.slice(1));
/** A valid statement whose four signals are all 0. */
export const zeros: Statement = named('nPublic 4, all signals 0: the sum is IC_0');
/** A valid statement without signals. */
export const noSignals: Statement = named('nPublic 0');

/** A statement of simulated.json. */
export function named(name: string): Statement {
  return first(simulated.filter((statement) => statement.name === name));
}

function withKey(source: string, { verificationKey, proofs }: OneKey): Statement[] {
  return proofs.map(({ name, proof, publicSignals }) => ({
    name: `${source}: ${name}`,
    verificationKey,
    proof,
    publicSignals,
  }));
}

function first(list: readonly Statement[]): Statement {
  const [statement] = list;
  if (statement === undefined) throw new Error('the vectors have changed');
  return statement;
}
