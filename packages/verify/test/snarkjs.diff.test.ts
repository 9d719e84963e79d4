/**
 * Three verifiers on the same statements: ours, one over @noble/curves that is as strict, and snarkjs. Where snarkjs
 * says yes and we say no, the test lists it; the other way round there is nothing in JSON.
 */
import { createVerifier, type ProofInput, type PublicSignalsInput, type Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import type { Case } from './cases/case.js';
import { signalCases } from './cases/signals.js';
import { jsonCases } from './cases/tables.js';
import { verifyWithNoble } from './support/noble.js';
import { type Verdict, verdictOfSnarkjs } from './support/snarkjs.js';
import { both, INSECURE, onBls12381, onBn254, type Statement, semaphore, type Vectors } from './support/vectors.js';

const verifiers = new Map<Statement, Verifier>();

function ours(statement: Statement, proof: unknown, signals: unknown): boolean {
  const verifier = verifiers.get(statement) ?? createVerifier(statement.verificationKey, INSECURE);
  verifiers.set(statement, verifier);
  return verifier.verify(proof as ProofInput, signals as PublicSignalsInput);
}

const everyCurve = both.map((vectors) => [vectors.curve.name, vectors] as const);

describe.each(everyCurve)('valid statements of %s', (_, vectors) => {
  const { simulated, updateSlice, statements } = vectors;

  it.each(statements)('$name', async (statement) => {
    const { verificationKey, proof, publicSignals } = statement;
    expect(ours(statement, proof, publicSignals)).toBe(true);
    expect(verifyWithNoble(verificationKey, proof, publicSignals)).toBe(true);
    expect(await verdictOfSnarkjs(verificationKey, proof, publicSignals)).toBe('accepts');
  });

  it('are valid under their own key only', () => {
    const all = both.flatMap((each) => each.statements);
    for (const { verificationKey } of [simulated, updateSlice, semaphore].flatMap((list) => list.slice(-1))) {
      const verifier = createVerifier(verificationKey, INSECURE);
      for (const other of all) {
        const same = JSON.stringify(other.verificationKey) === JSON.stringify(verificationKey);
        expect(verifier.verify(other.proof, other.publicSignals), other.name).toBe(same);
      }
    }
  });
});

/** Bytes are our own form of input. */
const inBytes = ({ proof, signals }: Case): boolean => proof instanceof Uint8Array || signals instanceof Uint8Array;

function casesIn(vectors: Vectors): readonly Case[] {
  return [...signalCases(vectors), ...jsonCases(vectors)].filter((entry) => !inBytes(entry));
}

describe.each(everyCurve)('the table of refusals of %s', (_, vectors) => {
  it('is judged the same by the strict verifier over noble', () => {
    const different = casesIn(vectors).filter(
      ({ statement, proof, signals, status }) =>
        verifyWithNoble(statement.verificationKey, proof, signals) !== (status === 'ok'),
    );
    expect(different.map(({ name }) => name)).toEqual([]);
  }, 120_000);
});

/** What snarkjs says of a curve's cases. */
async function verdicts(vectors: Vectors): Promise<{
  refusedOnly: string[];
  accepted: (wanted: Case['class']) => string[];
  throws: number;
}> {
  const judged: { readonly entry: Case; readonly verdict: Verdict }[] = [];
  for (const entry of casesIn(vectors)) {
    const verdict = await verdictOfSnarkjs(entry.statement.verificationKey, entry.proof, entry.signals);
    judged.push({ entry, verdict });
  }
  const named = (test: (entry: Case, verdict: Verdict) => boolean): string[] =>
    judged.filter(({ entry, verdict }) => test(entry, verdict)).map(({ entry }) => entry.name);
  return {
    refusedOnly: named(({ status }, verdict) => status === 'ok' && verdict !== 'accepts'),
    accepted: (wanted) => named((entry, verdict) => entry.class === wanted && verdict === 'accepts'),
    throws: named((_, verdict) => verdict === 'throws').length,
  };
}

/** It lists what an object has, and so misses what is not enumerable. */
const REFUSED_ONLY = ['proof: properties that are not enumerable'];
/** It has no format for them. */
const PACKED = 'proof: packed points';

const MISSING_ZEROS = ['signals: a last one of 0 is missing', 'signals: all four zeros are missing'];

const COORDINATES = [
  'pi_a[0]',
  'pi_a[1]',
  'pi_b[0][0]',
  'pi_b[0][1]',
  'pi_b[1][0]',
  'pi_b[1][1]',
  'pi_c[0]',
  'pi_c[1]',
];

/** Second names of a proof's points that snarkjs reads as the first. */
function looseNumbers({ curve }: Vectors): string[] {
  return [
    ...COORDINATES.flatMap((coordinate) =>
      ['p', `2^${8 * curve.bytes}`].map((amount) => `proof: ${coordinate} plus ${amount}`),
    ),
    'proof: A rescaled to z = 2',
    'proof: A rescaled to z = p - 1',
  ];
}

describe('snarkjs judges otherwise where it reads numbers loosely, and nowhere more strictly', () => {
  it('on BN254', async () => {
    const { refusedOnly, accepted, throws } = await verdicts(onBn254);
    expect(refusedOnly).toEqual([...REFUSED_ONLY, PACKED]);
    expect(accepted('soundness')).toEqual(MISSING_ZEROS);
    expect(accepted('aliasing')).toEqual(looseNumbers(onBn254));
    expect([accepted('encoding').length, accepted('robustness').length, throws]).toMatchInlineSnapshot(`
      [
        71,
        42,
        153,
      ]
    `);
  }, 120_000);

  it('on BLS12-381, and where it takes points outside G1', async () => {
    const { refusedOnly, accepted, throws } = await verdicts(onBls12381);
    expect(refusedOnly).toEqual(REFUSED_ONLY);
    expect(accepted('soundness')).toEqual(MISSING_ZEROS);
    const unseen = onBls12381.outsideG1.filter(({ order }) => BigInt(order) % onBls12381.curve.r !== 0n);
    expect(unseen.length).toBe(8);
    expect(accepted('aliasing')).toEqual([
      ...looseNumbers(onBls12381),
      ...['pi_a', 'pi_c'].flatMap((point) =>
        unseen.map(({ name }) => `proof: ${point} plus a point outside the subgroup: ${name}`),
      ),
    ]);
    expect([accepted('encoding').length, accepted('robustness').length, throws]).toMatchInlineSnapshot(`
      [
        70,
        42,
        149,
      ]
    `);
  }, 120_000);
});
