/**
 * Three verifiers on the same statements: ours, one over @noble/curves that is as strict, and snarkjs. Where snarkjs
 * says yes and we say no, the test lists it; the other way round there is nothing in JSON.
 */
import { createVerifier, type ProofInput, type PublicSignalsInput, type Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import type { Case } from './cases/case.js';
import { coordinateCases } from './cases/coordinates.js';
import { shapeCases } from './cases/shapes.js';
import { signalCases } from './cases/signals.js';
import { mutated } from './support/mutations.js';
import { verifyWithNoble } from './support/noble.js';
import { seeded } from './support/random.js';
import { type Verdict, verdictOfSnarkjs } from './support/snarkjs.js';
import { type Statement, semaphore, simulated, statements, updateSlice } from './support/vectors.js';

const verifiers = new Map<Statement, Verifier>();

function ours(statement: Statement, proof: unknown, signals: unknown): boolean {
  const verifier = verifiers.get(statement) ?? createVerifier(statement.verificationKey);
  verifiers.set(statement, verifier);
  return verifier.verify(proof as ProofInput, signals as PublicSignalsInput);
}

describe('valid statements', () => {
  it.each(statements)('$name', async (statement) => {
    const { verificationKey, proof, publicSignals } = statement;
    expect(ours(statement, proof, publicSignals)).toBe(true);
    expect(verifyWithNoble(verificationKey, proof, publicSignals)).toBe(true);
    expect(await verdictOfSnarkjs(verificationKey, proof, publicSignals)).toBe('accepts');
  });

  it('are valid under their own key only', () => {
    for (const { verificationKey } of [simulated, updateSlice, semaphore].flatMap((list) => list.slice(-1))) {
      const verifier = createVerifier(verificationKey);
      for (const other of statements) {
        const same = JSON.stringify(other.verificationKey) === JSON.stringify(verificationKey);
        expect(verifier.verify(other.proof, other.publicSignals), other.name).toBe(same);
      }
    }
  });
});

/** Bytes are our own form of input. */
const inBytes = ({ proof, signals }: Case): boolean => proof instanceof Uint8Array || signals instanceof Uint8Array;
const cases = [...signalCases, ...coordinateCases, ...shapeCases].filter((entry) => !inBytes(entry));

describe('the table of refusals', () => {
  it('is judged the same by the strict verifier over noble', () => {
    const different = cases.filter(
      ({ statement, proof, signals, status }) =>
        verifyWithNoble(statement.verificationKey, proof, signals) !== (status === 'ok'),
    );
    expect(different.map(({ name }) => name)).toEqual([]);
  }, 120_000);

  it('is judged otherwise by snarkjs where it reads numbers loosely, and nowhere more strictly', async () => {
    const verdicts = new Map<Case, Verdict>();
    for (const entry of cases) {
      verdicts.set(entry, await verdictOfSnarkjs(entry.statement.verificationKey, entry.proof, entry.signals));
    }
    const named = (test: (entry: Case, verdict: Verdict | undefined) => boolean): string[] =>
      cases.filter((entry) => test(entry, verdicts.get(entry))).map(({ name }) => name);

    // It lists what an object has, and so misses what is not enumerable.
    expect(named(({ status }, verdict) => status === 'ok' && verdict !== 'accepts')).toEqual([
      'proof: properties that are not enumerable',
    ]);

    const acceptedBySnarkjs = (wanted: Case['class']): string[] =>
      named((entry, verdict) => entry.class === wanted && verdict === 'accepts');
    expect(acceptedBySnarkjs('soundness')).toEqual([
      'signals: a last one of 0 is missing',
      'signals: all four zeros are missing',
    ]);
    expect(acceptedBySnarkjs('aliasing')).toEqual([
      ...['pi_a[0]', 'pi_a[1]', 'pi_b[0][0]', 'pi_b[0][1]', 'pi_b[1][0]', 'pi_b[1][1]', 'pi_c[0]', 'pi_c[1]'].flatMap(
        (coordinate) => [`proof: ${coordinate} plus p`, `proof: ${coordinate} plus 2^256`],
      ),
      'proof: A rescaled to z = 2',
      'proof: A rescaled to z = p - 1',
    ]);
    expect({
      encoding: acceptedBySnarkjs('encoding').length,
      robustness: acceptedBySnarkjs('robustness').length,
      throws: named((_, verdict) => verdict === 'throws').length,
    }).toMatchInlineSnapshot(`
      {
        "encoding": 67,
        "robustness": 45,
        "throws": 139,
      }
    `);
  }, 120_000);
});

describe('changes at random', () => {
  const count = process.env.SLOW === '1' ? 2000 : 60;

  it(`${count} of them are judged the same by ours and by noble`, () => {
    const random = seeded(0x5eed);
    let valid = 0;
    for (let i = 0; i < count; i++) {
      const { statement, change, proof, signals, valid: known } = mutated(updateSlice, random);
      const verdict = ours(statement, proof, signals);
      expect(verdict, `number ${i}: ${change}`).toBe(verifyWithNoble(statement.verificationKey, proof, signals));
      if (known) expect(verdict, `number ${i}: ${change}`).toBe(true);
      valid += Number(verdict);
    }
    expect(valid).toBeGreaterThan(count / 10);
    expect(valid).toBeLessThan(count / 2);
  }, 600_000);
});
